"""Rules of a table: checked against the plan when it is loaded, and against every figure that is read."""

import pytest
from intake_cases import PLAN, PRODUCTION, write_plan_folder

from lcanalysis.cleaning import clean
from lcanalysis.errors import FaultsError
from lcanalysis.files.regular_files import sha256_of


def with_rules(rules, plan=PLAN):
    return plan.replace("    ignore: [序号]\n", f"    ignore: [序号]\n    rules: {rules}\n")


def faults_of(tmp_path, **parts):
    with pytest.raises(FaultsError) as faulty:
        clean(write_plan_folder(tmp_path / "data", **parts))
    return [fault.text("en") for fault in faulty.value.faults]


def line_of(plan, text):
    return next(number for number, line in enumerate(plan.splitlines(), 1) if text in line)


def test_figures_within_the_rules_of_their_column_are_taken_in(tmp_path):
    rules = '{output: {required: true, minimum: "0", maximum: "50", unit: [万吨, 吨]}, output_yoy: {minimum: "-100"}}'
    assert len(clean(write_plan_folder(tmp_path / "data", plan=with_rules(rules))).observations) > 0


@pytest.mark.parametrize(
    ("rule", "cell", "expected"),
    [
        (
            '{minimum: "43.5"}',
            "column 4",
            "43.18 is below the least value that the rule of this column admits: 43.5 万吨",
        ),
        (
            '{maximum: "47.29"}',
            "column 3",
            "47.3 is above the greatest value that the rule of this column admits: 47.29",
        ),
        ("{unit: [万吨]}", "column 3", "19.5（吨） is in 吨; the rule of this column admits 万吨"),
        ('{enum: ["47.3", "43.18", "0.00195"]}', "column 4", "19.2（吨） is none of the values"),
    ],
)
def test_a_figure_that_breaks_a_rule_is_refused_at_its_cell(tmp_path, rule, cell, expected):
    faults = faults_of(tmp_path, plan=with_rules(f"{{output: {rule}}}"))
    assert any(cell in fault and expected in fault for fault in faults), faults


def test_limits_are_compared_in_the_unit_of_the_column_exactly(tmp_path):
    # 19.5 tonnes are 0.00195 of ten thousand tonnes: not above that, and above anything less.
    edge = with_rules('{output: {maximum: "0.00195"}}')
    only_gold = "序号,产品名称,本期（2018）,同期（2017）,同比±%\n2,黄金,19.5（吨）,19.2（吨）,1.56\n"
    assert clean(write_plan_folder(tmp_path / "at", plan=edge, production=only_gold)).observations
    below = faults_of(tmp_path, plan=edge.replace("0.00195", "0.00194"), production=only_gold)
    assert len(below) == 1


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ('{revenue: {minimum: "0"}}', "tables.0.rules.revenue: no column of the table holds this indicator"),
        ('{output: {minimum: "2", maximum: "1"}}', "tables.0.rules.output.maximum: no value lies between 2 and 1"),
        ("{output: {unit: [亿元]}}", "tables.0.rules.output.unit: the unit 亿元 does not measure this indicator"),
        ("{output: {unit: [斤]}}", "there is no 斤"),
        ("{output: {minimum: some}}", "tables.production.rules.output.minimum"),
        ("{output: {least: 1}}", "tables.production.rules.output.least"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused_with_its_line(tmp_path, rules, expected):
    plan = with_rules(rules)
    faults = faults_of(tmp_path, plan=plan)
    assert expected in faults[0]
    assert f"row {line_of(plan, 'rules:')}" in faults[0]


def test_a_table_that_continues_another_keeps_its_rules_and_may_have_its_own(tmp_path):
    first = with_rules('{output: {maximum: "50"}, output_yoy: {maximum: "10"}}')
    own = """\
  - name: production_2019
    title_zh: 产量
    title_en: Output
    file: plan/2019-11/next.csv
    section: 第一章
    unit: 万吨
    published_on: "2019-11"
    scope: city
    continues: production
    rules: {output: {maximum: "60"}}
    rows: {column: 产品名称, kind: product}
    ignore: [序号]
    columns:
      本期（2019）: {indicator: output, period: "2019"}
      同期（2018）: {indicator: output, period: "2018"}
      同比±%: {indicator: output_yoy, period: "2019", unit: "%"}
statements:
"""
    data = write_plan_folder(tmp_path / "data", plan=first.replace("statements:\n", own))
    folder = data / "raw" / "plan" / "2019-11"
    text = PRODUCTION.replace("2018", "2019").replace("2017", "2018").replace("47.3", "55").replace("9.54", "27.37")
    (folder / "next.csv").write_text(text, encoding="utf-8")
    record = (folder / "production.csv.source.yml").read_text(encoding="utf-8")
    (folder / "next.csv.source.yml").write_text(
        record.replace(sha256_of(folder / "production.csv"), sha256_of(folder / "next.csv")), encoding="utf-8"
    )
    with pytest.raises(FaultsError) as faulty:
        clean(data)
    assert ["27.37 is above" in fault.text("en") for fault in faulty.value.faults] == [True]


def test_a_table_can_continue_only_a_first_one(tmp_path):
    plan = PLAN.replace("    ignore: [序号]\n", "    ignore: [序号]\n    continues: production\n")
    assert "tables.0.continues: there is no production" in faults_of(tmp_path, plan=plan)[0]
