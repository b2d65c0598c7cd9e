"""Goals that set no number: declared, checked, kept apart from those that do; and all quotations against the plan's text."""

import re
import unicodedata
from pathlib import Path

import pytest
from intake_cases import GOALS, PLAN, write_plan_folder

import lcanalysis as lc
from lcanalysis.cleaning import clean
from lcanalysis.definition import load_definition
from lcanalysis.errors import DeclarationError
from lcanalysis.goals import data_requests, load_goals
from lcanalysis.goals.goals import COLUMNS, load_qualitative_goals

ROOT = Path(__file__).parent.parent
TEXT = (Path(__file__).parent / "plan_text.zh.md").read_text(encoding="utf-8")
WISH = """\
qualitative:
  - {goal: platform, entity: cluster, text_zh: 建成平台, text_en: A platform, responsible: [city], quotation: 建成平台,
     section: 第二章, category: means}
"""
CATEGORIES = "categories:\n  means: {zh: 保障措施, en: Means}\n"


def folder(tmp_path: Path, wish: str = WISH) -> Path:
    return write_plan_folder(tmp_path, plan=PLAN + CATEGORIES, goals=GOALS + wish)


def faults_of(data: Path) -> list[str]:
    with pytest.raises(DeclarationError) as raised:
        load_goals(data, load_definition(data))
    return [fault.text("en") for fault in raised.value.faults]


def test_a_goal_without_a_number_is_read_with_its_words_in_both_languages(tmp_path):
    data = folder(tmp_path)
    assert len(load_goals(data, load_definition(data))) == 2
    (wish,) = load_qualitative_goals(data)
    assert (wish.text("zh"), wish.text("en"), wish.kind) == ("建成平台", "A platform", "qualitative")
    assert (wish.binding, wish.due_period, wish.note, wish.category) == ("unstated", "", "", "means")


def test_it_stands_in_goals_csv_and_is_kept_apart_when_a_plan_is_opened(tmp_path):
    data = folder(tmp_path)
    cleaned = clean(data)
    assert (len(cleaned.goals), len(cleaned.qualitative)) == (2, 1)
    header, *rows = (data / "processed" / "goals.csv").read_text(encoding="utf-8").splitlines()
    assert header.split(",") == list(COLUMNS)
    assert rows[-1] == "platform,,cluster,qualitative,,,,,,,unstated,city,建成平台,第二章,,means,,,,建成平台,A platform"
    plan = lc.load(data)
    assert list(plan.goals["goal"]) == ["revenue", "growth"]
    assert list(plan.qualitative["goal"]) == ["platform"]


def test_nothing_counts_judges_or_asks_for_a_goal_without_a_number(tmp_path):
    with_wish, without = (folder(tmp_path / name, wish) for name, wish in (("with", WISH), ("without", "")))
    plans = []
    for data in (with_wish, without):
        clean(data)
        plans.append(lc.load(data))
    first, second = plans
    assert lc.scorecard(first).equals(lc.scorecard(second))
    assert list(lc.standings(first).index) == list(lc.standings(second).index)
    assert data_requests(first).equals(data_requests(second))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("entity: cluster, text", "entity: clusters, text", "qualitative.platform.entity: plan.yml knows no clusters"),
        ("category: means", "category: mean", "qualitative.platform.category: plan.yml knows no mean; the nearest is means"),
        ("[city], quotation: 建", "[town], quotation: 建", "qualitative.platform.responsible: plan.yml knows no town"),
        ("goal: platform", "goal: growth", "qualitative.growth.goal: the goal growth is given twice, first in row 4"),
        ("text_en: A platform, ", "", "the field qualitative.platform.text_en is missing"),
        ("text_zh: 建成平台", "value: '5', text_zh: 建成平台", "the field qualitative.platform.value is not known"),
    ],
)  # fmt: skip
def test_a_fault_of_one_is_told_at_its_line(tmp_path, old, new, words):
    wish = WISH.replace(old, new, 1)
    assert wish != WISH
    found = [fault for fault in faults_of(folder(tmp_path, wish)) if words in fault]
    assert len(found) == 1, faults_of(tmp_path)
    row = int(found[0].removeprefix("goals.yml row ").split(":")[0])
    assert row > len(GOALS.splitlines())


def test_goals_without_categories_or_nature_still_load(tmp_path):
    data = write_plan_folder(tmp_path, goals=GOALS.replace("    binding: expected\n", ""))
    revenue, growth = load_goals(data, load_definition(data))
    assert (revenue.binding, growth.binding, growth.category) == ("expected", "unstated", "")
    assert load_qualitative_goals(data) == ()


def squeezed(text: str) -> str:
    """Return a text without spaces, marks of emphasis and the differences between full-width and half-width signs."""
    return re.sub(r"[\s*]+", "", unicodedata.normalize("NFKC", text)).replace("—", "-").replace("--", "-")


def chapters() -> dict[str, str]:
    """Return the plan's text by chapter and section, as its own headings divide it."""
    body = TEXT[TEXT.index("前 言") :]
    found, chapter, place = {}, "", "前言"
    for line in body.splitlines():
        heading = re.fullmatch(r"(第[一二三四五]章|第[一二三四五]节) .+", line.strip())
        if heading:
            chapter = heading[1] if heading[1].endswith("章") else chapter
            place = chapter if heading[1].endswith("章") else f"{chapter}{heading[1]}"
        found[place] = found.get(place, "") + line
    return found


def test_every_goal_is_quoted_word_for_word_from_the_section_it_names():
    data = ROOT / "data"
    goals = [*load_goals(data, load_definition(data)), *load_qualitative_goals(data)]
    texts = {place: squeezed(text) for place, text in chapters().items()}
    assert len(texts) == 22
    assert [goal.goal for goal in goals if squeezed(goal.quotation) not in texts.get(goal.section, "")] == []


def test_the_plan_calls_no_goal_expected_or_binding():
    assert "预期性" not in TEXT
    assert "约束性" not in TEXT
    data = ROOT / "data"
    goals = [*load_goals(data, load_definition(data)), *load_qualitative_goals(data)]
    assert {goal.binding for goal in goals} == {"unstated"}


def test_what_the_plan_says_of_a_number_stays_with_the_goal():
    goals = {goal.goal: goal for goal in load_goals(ROOT / "data", load_definition(ROOT / "data"))}
    plan = lc.load(ROOT / "data")
    said = {
        "smart_factories": "标杆", "tube_smart_factories": "示范性", "rd_intensity": "骨干", "digital_design": "龙头骨干",
        "cluster_growth": "左右", "integration_index": "年均", "equipment_world_level": "其中",
    }  # fmt: skip
    for code, word in said.items():
        goal = goals[code]
        named = plan.name(goal.indicator, "zh") + plan.name(goal.entity, "zh")
        assert word in goal.quotation + named
    assert plan.name(goals["smart_factories"].indicator, "en") == "benchmark smart factories"
    assert plan.name(goals["digital_design"].entity, "zh") == "龙头骨干企业"


def test_what_one_firm_plans_is_no_result_and_is_called_so():
    plan = lc.load(ROOT / "data")
    assert not {row.indicator for row in plan.records} & {"project_yield", "project_patents", "project_experts"}
    own = plan.goals[plan.goals["entity"] == "xinyuan"]
    assert set(own["note"]) == {"firm_plan"}
    assert set(own["category"]) == {"firm_plans"}
