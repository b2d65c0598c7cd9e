"""The scorecard's words and tables: the same numbers in both languages, each with its cells."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import nbformat
import pytest

import lcanalysis
from lcanalysis.exhibits import RESULTS_MIME, Quantity, Statement
from lcanalysis.goals.measures import Figures
from lcanalysis.goals.scorecard import plan_goals
from lcanalysis.goals.standing import assess
from lcanalysis.stories import scorecard, scorecard_charts, scorecard_tables

ROOT = Path(__file__).parent.parent

STATEMENTS = [
    scorecard.answer,
    scorecard.reasons,
    scorecard.contradictions,
]
TABLES = [
    scorecard_tables.judged,
    scorecard_tables.unjudged,
    scorecard_tables.stand_ins,
    scorecard_tables.single_products,
    scorecard_tables.requests,
]
CHARTS = [scorecard_charts.bullets]


def name_of(make):
    return make.__name__


@pytest.fixture(scope="module")
def plan():
    return lcanalysis.load(ROOT / "data")


def results(shown):
    bundle = shown._repr_mimebundle_()
    return (bundle[0] if isinstance(bundle, tuple) else bundle)[RESULTS_MIME]


def numbers_in(text):
    bare = re.sub(r"(?<![\d.])20\d\d(?!\d|\.\d)", " ", text.replace(",", ""))
    return set(re.findall(r"\d+(?:\.\d+)?", bare))


@pytest.mark.parametrize("make", [*STATEMENTS, *TABLES, *CHARTS], ids=name_of)
def test_both_languages_show_the_same_numbers(plan, make):
    assert results(make(plan, "zh")) == results(make(plan, "en"))


@pytest.mark.parametrize("make", STATEMENTS, ids=name_of)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_number_of_a_sentence_is_a_quantity_with_a_trace(plan, make, lang):
    shown: Statement = make(plan, lang)
    known = {quantity.digits(lang).replace(",", "").lstrip("-\N{MINUS SIGN}") for quantity in shown.quantities}
    assert numbers_in(shown.text) - known == set()
    assert [quantity.key for quantity in shown.quantities if not quantity.trace] == []


@pytest.mark.parametrize("make", [*STATEMENTS, *TABLES], ids=name_of)
def test_one_key_never_stands_for_two_numbers(plan, make):
    seen: dict[str, Quantity] = {}
    for quantity in make(plan, "zh").quantities:
        assert seen.setdefault(quantity.key, quantity).result() == quantity.result()


@pytest.mark.parametrize("make", [*STATEMENTS, *TABLES], ids=name_of)
def test_the_english_page_holds_no_chinese(plan, make):
    assert re.findall(r"[\u4e00-\u9fff]+", make(plan, "en")._repr_mimebundle_()["text/plain"]) == []


def test_the_answer_counts_each_verdict_and_names_those_behind(plan):
    text = scorecard.answer(plan, "zh").text
    assert "29项2022年量化目标中，提前实现2项，快于预期3项，符合预期0项，滞后2项，尚无数据22项" in text
    assert "铜加工材产量与冶炼产量之比、骨干企业研发强度" in text
    assert "不是预测" in text


def test_every_verdict_has_a_mark_of_its_own():
    marks = {scorecard.marked_verdict(verdict, "zh")[0] for verdict in lcanalysis.goals.VERDICTS}
    assert len(marks) == len(lcanalysis.goals.VERDICTS)


def test_the_tables_of_goals_hold_each_goal_once(plan):
    judged, unjudged = scorecard_tables.judged(plan, "zh"), scorecard_tables.unjudged(plan, "zh")
    assert len(judged.rows) + len(unjudged.rows) == len(plan.goals)


def test_the_checks_pass_on_the_plan(plan):
    scorecard.require_every_goal_judged(plan)


def test_the_notebook_is_thin_and_well_formed():
    notebook = nbformat.read(ROOT / "notebooks" / "scorecard.ipynb", as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.source for cell in code if re.search(r"^\s*(def|for|while)\b", cell.source, re.MULTILINE)] == []
    assert all(len(cell.source.splitlines()) <= 10 for cell in code)
    tags = [tag for cell in notebook.cells for tag in cell.metadata.get("tags", [])]
    assert tags.count("lang-zh") == tags.count("lang-en")
    assert tags.count("parameters") == 1


def standing_of(plan, goal, **levels):
    """Return how a goal of the plan stands once revenue of some years is as given."""
    row = plan.observation("revenue", "cluster", "2018")
    known = [
        replace(row, period=year.removeprefix("y"), value=Decimal(value), lower=Decimal(value), upper=Decimal(value))
        for year, value in levels.items()
    ]
    return assess(Figures(plan.definition, tuple(known)), next(one for one in plan_goals(plan) if one.goal == goal))


@pytest.mark.parametrize(
    ("levels", "zh", "en"),
    [
        ({"y2018": "813.9", "y2022": "900.0"}, "自2018年以来年均增长2.5%", "and that year has come"),
        ({"y2017": "-5.0", "y2018": "-2.0"}, "比2017年增加3.00亿元", "it rose by 3.00 hundred million yuan on 2017"),
    ],
)
def test_a_goal_that_is_due_or_starts_from_a_loss_is_told_without_a_rate_it_does_not_have(plan, levels, zh, en):
    standing = standing_of(plan, "cluster_revenue", **levels)
    texts = [scorecard.reason(plan, standing, lang).text for lang in ("zh", "en")]
    assert zh in texts[0]
    assert en in texts[1]
    assert "0.0%" not in "".join(texts)


def test_growth_from_a_loss_is_not_judged_and_says_why(plan):
    standing = standing_of(plan, "cluster_growth", y2017="-5.0", y2018="-2.0")
    assert (standing.verdict, standing.reason) == ("no_data", "no_growth")
    assert "不能计算增速" in scorecard.reason(plan, standing, "zh").text
    assert "no growth to judge" in scorecard.reason(plan, standing, "en").text
