"""goals.yml: goals as declared, or every fault with its line."""

from decimal import Decimal
from pathlib import Path

import pytest
from goals_cases import goal, growth, observed, town
from intake_cases import GOALS, write_plan_folder

from lcanalysis.definition import load_definition
from lcanalysis.errors import DeclarationError
from lcanalysis.goals.denominators import check_denominators
from lcanalysis.goals.goals import COLUMNS, goals_rows, load_goals

ROOT = Path(__file__).parent.parent


def load(data: Path):
    return load_goals(data, load_definition(data))


def faults_of(folder: Path, goals: str, lang: str = "en") -> list[str]:
    data = write_plan_folder(folder, goals=goals)
    with pytest.raises(DeclarationError) as raised:
        load(data)
    return [fault.text(lang) for fault in raised.value.faults]


def test_goals_are_exact_records_in_the_order_of_the_file(tmp_path):
    revenue, growth = load(write_plan_folder(tmp_path))
    assert (revenue.goal, revenue.value, revenue.unit, revenue.value_upper) == ("revenue", 1000, "亿元", None)
    assert (growth.value, growth.value_upper, growth.note) == (Decimal(3), Decimal(5), "deep")
    assert growth.responsible == ("city",)


def test_rows_for_the_csv_have_the_agreed_columns_and_plain_text(tmp_path):
    assert COLUMNS == (
        "goal", "indicator", "entity", "kind", "comparison", "value", "value_upper", "unit", "base_period",
        "due_period", "binding", "responsible", "quotation", "section", "note", "category", "scope",
        "not_judged", "relative_to", "text_zh", "text_en",
    )  # fmt: skip
    first = goals_rows(load(write_plan_folder(tmp_path)))[0]
    assert first == [
        "revenue", "revenue", "cluster", "level", "above", "1000", "", "亿元", "2018", "2022", "expected", "city",
        "过1000亿元", "第二章", "", "", "", "", "", "", "",
    ]  # fmt: skip


def test_several_responsible_areas_are_joined(tmp_path):
    data = write_plan_folder(
        tmp_path, goals=GOALS.replace("responsible: [city], quotation", "responsible: [city, city], quotation")
    )
    assert goals_rows(load(data))[0][COLUMNS.index("responsible")] == "city;city"


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('    due_period: "2022"\n', "", 4, "the field goals.growth.due_period is missing"),
        ('due_period: "2022", b', 'due_period: "22", b', 3, "goals.revenue.due_period: found '22', which has not the form"),
        ('value: "1000"', "value: 1000", 2, "goals.revenue.value: found 1000, expected text: put it in quotes"),
        ('value: "1000"', 'value: "一千"', 2, "goals.revenue.value: 一千 is not a number"),
        ('value: "1000"', 'value: "NaN"', 2, "goals.revenue.value: NaN is not a number"),
        ("unit: 亿元", "unit: 亿圆", 2, "goals.revenue.unit: plan.yml knows no 亿圆; the nearest is 亿元"),
        ("unit: 亿元", "unit: 万吨", 2, "goals.revenue.unit: the unit 万吨 does not fit; expected one of yuan (元), 10,000 yuan"),
        ('    unit: "%"', "    unit: 个百分点", 10, "goals.growth.unit: the unit 个百分点 does not fit; expected one of %"),
        ("indicator: revenue\n", "indicator: revenues\n", 5, "goals.growth.indicator: plan.yml knows no revenues; the nearest is revenue"),
        ("entity: cluster\n", "entity: clusters\n", 6, "goals.growth.entity: plan.yml knows no clusters"),
        ("responsible: [city]\n", "responsible: [town]\n", 14, "goals.growth.responsible: plan.yml knows no town"),
        ("note: deep", "note: deeper", 17, "goals.growth.note: plan.yml knows no deeper; the nearest is deep"),
        ('due_period: "2022"\n', 'due_period: "2018"\n', 12, "goals.growth.due_period: the due period 2018 must come after"),
        ("goal: growth", "goal: revenue", 4, "goals.revenue.goal: the goal revenue is given twice, first in row 2"),
        ('    value_upper: "5"\n', "", 8, "goals.growth.comparison: a goal within a range needs its upper end"),
        ('value_upper: "5"', 'value_upper: "3"', 10, "goals.growth.value_upper: the upper end 3 must be above the lower end 3"),
        ("comparison: within", "comparison: about", 10, "goals.growth.value_upper: only a goal within a range has an upper end"),
        ("comparison: within", "comparison: around", 8, "goals.growth.comparison: found 'around', expected one of at_least,"),
        ("kind: growth", "kinds: growth", 7, "the field goals.growth.kinds is not known"),
        ("responsible: [city]\n", "responsible: city\n", 15, "goals.growth.responsible: found 'city', expected a list"),
        ("quotation: 年均增幅在3%—5%", "quotation: ''", 16, "goals.growth.quotation must not be empty"),
    ],
)  # fmt: skip
def test_a_fault_names_its_line_what_was_found_and_what_was_expected(tmp_path, old, new, line, words):
    assert old in GOALS
    faults = faults_of(tmp_path, GOALS.replace(old, new, 1))
    found = [fault for fault in faults if words in fault]
    assert len(found) == 1, faults
    row = int(found[0].removeprefix("goals.yml row ").split(":")[0])
    assert abs(row - line) <= 1
    assert GOALS.replace(old, new, 1).splitlines()[row - 1].strip() != ""
    assert "goals.yml 第" in " ".join(faults_of(tmp_path, GOALS.replace(old, new, 1), "zh"))


def test_faults_of_form_and_of_meaning_are_listed_together(tmp_path):
    goals = (
        GOALS.replace('    due_period: "2022"\n', "")
        .replace("unit: 亿元", "unit: 亿圆")
        .replace("note: deep", "note: x")
    )
    keys = [fault.split(": ", 1)[1].split(": ")[0] for fault in faults_of(tmp_path, goals)]
    assert keys == ["goals.revenue.unit", "the field goals.growth.due_period is missing", "goals.growth.note"]


def test_text_that_is_no_list_of_goals_is_one_fault(tmp_path):
    assert faults_of(tmp_path, "goals: 5\n") == ["goals.yml row 1: goals: found 5, expected a list"]
    assert faults_of(tmp_path, "goals: [1]\n") == ["goals.yml row 1: goals.0: found 1, expected names with values"]
    assert faults_of(tmp_path, "goals: [\n")[0].startswith("goals.yml row 2: not valid YAML")


def test_a_rate_may_grow_by_percentage_points(tmp_path):
    goals = GOALS.replace("indicator: revenue\n", "indicator: intensity\n").replace(
        '    unit: "%"', "    unit: 个百分点"
    )
    assert load(write_plan_folder(tmp_path, goals=goals))[1].unit == "个百分点"


def test_the_plan_sets_34_goals_each_quoted_with_its_digits():
    data = ROOT / "data"
    goals = load(data)
    assert len(goals) == 34
    said_in_words = {
        "firms_above_30bn", "firms_above_50bn", "integration_certified", "cluster_areas", "firm_registers",
    }  # fmt: skip
    assert [
        goal.goal for goal in goals if goal.goal not in said_in_words and f"{goal.value:f}" not in goal.quotation
    ] == []


def test_a_ratio_whose_denominator_is_zero_is_named_with_its_cell_and_goal():
    ratio = goal("processing_ratio", "copper", "ratio", "at_least", "0.8", unit="比")
    intensity = goal("intensity", "firms", "share", "at_least", "3", unit="%")
    rows = [
        observed("output", "wire", "2018", "21.96", "万吨"),
        observed("output", "cathode", "2018", "0.0", "万吨"),
        observed("revenue", "big", "2018", "10", "亿元"),
    ]
    faults = check_denominators(town(), rows, [ratio, intensity, growth()])
    assert [(fault.key, fault.fields["goal"], fault.fields["subject"]) for fault in faults] == [
        ("intake.goal_zero_denominator", "copper_processing_ratio_ratio", "cathode")
    ]
    assert faults[0].place.file.startswith(rows[1].source)
    # Of a group, the sum is divided by.
    closed = [
        *rows[:1],
        observed("revenue", "big", "2018", "0", "亿元"),
        observed("revenue", "small", "2018", "10", "亿元"),
    ]
    assert check_denominators(town(), closed, [intensity]) == []
    assert len(check_denominators(town(), closed[:2], [intensity])) == 1
