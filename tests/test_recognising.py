"""A file that somebody sent is understood exactly, or asked about, or refused; never guessed."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from sent_files import WRITERS, write_csv, write_xlsx

from lcanalysis.definition import load_definition
from lcanalysis.intake.declared_table import read_table
from lcanalysis.intake.recognising import read_for_plan

ROOT = Path(__file__).parent.parent
DATA = ROOT / "data"
PLAN = load_definition(DATA)
TITLES = {
    "production": "2018年有色金属及金属深加工产业产品产量",
    "rd_spending": "部分骨干企业近两年研发投入表",
    "rd_intensity": "2018年部分骨干企业研发强度表",
}


def own_table(name):
    table = next(table for table in PLAN.tables if table.name == name)
    with (DATA / "raw" / table.file).open(encoding="utf-8") as file:
        return table, list(csv.reader(file))


def facts(reading):
    return {
        (one.indicator, one.entity, one.period): (one.printed.value, one.printed.unit)
        for table in reading.tables
        for one in table.figures
    }


@pytest.mark.parametrize("ending", WRITERS)
@pytest.mark.parametrize("name", TITLES)
def test_the_plans_own_tables_are_read_to_the_same_figures_from_every_format(tmp_path, name, ending):
    table, rows = own_table(name)
    above, below = [TITLES[name], f"单位：{table.unit}"], ["注：数据来自各县（市、区）"]
    path = WRITERS[ending](tmp_path / f"表{ending}", rows, above=above, below=below)
    reading = read_for_plan(path, PLAN)
    assert [one.text("en") for one in reading.all_faults] == []
    assert reading.questions == ()
    assert [(one.table, one.notes) for one in reading.tables] == [(name, tuple(below))]
    published = read_table(DATA / "raw", table, PLAN)
    assert facts(reading) == {(one.indicator, one.entity, one.period): (one.value, one.unit) for one in published}


def test_a_sheet_in_english_is_read_by_its_names_units_and_headings(tmp_path):
    rows = [
        ["Product", "2019", "2018", "Change, %"],
        ["Copper Products", "22.62", "21.96", "3.0"],
        ["GOLD (tonnes)", "20", "19.5", "2.56"],
    ]
    for above in (
        ["Output of main products, 2019", "Unit: 10,000 tonnes"],
        ["Output of main products, 2019 (10,000 tonnes)"],
    ):
        reading = read_for_plan(write_csv(tmp_path / "a.csv", rows, above=above, below=["Source: the city"]), PLAN)
        assert (reading.is_exact, reading.tables[0].title.split(",")[0]) == (True, "Output of main products")
        assert [(one.entity, one.indicator, one.period, one.printed.unit) for one in reading.tables[0].figures] == [
            ("copper_products", "output", "2019", "万吨"), ("copper_products", "output", "2018", "万吨"), ("copper_products", "output_yoy", "2019", "%"),
            ("gold", "output", "2019", "吨"), ("gold", "output", "2018", "吨"), ("gold", "output_yoy", "2019", "%"),
        ]  # fmt: skip


def test_the_next_years_table_is_of_the_year_in_its_headings(tmp_path):
    rows = [["产品名称", "本期（2019）", "同期（2018）", "同比±%"], ["电解铜", "48.1", "47.3", "1.69"]]
    path = write_xlsx(tmp_path / "a.xlsx", rows, above=["2019年产品产量", "单位：万吨"])
    reading = read_for_plan(path, PLAN)
    assert reading.is_exact
    assert facts(reading) == {
        ("output", "refined_copper", "2019"): (Decimal("48.1"), "万吨"),
        ("output", "refined_copper", "2018"): (Decimal("47.3"), "万吨"),
        ("output_yoy", "refined_copper", "2019"): (Decimal("1.69"), "%"),
    }
    assert [one.place.text("en") for one in reading.tables[0].figures] == [
        f"a.xlsx [Sheet1] {cell}" for cell in ("B4", "C4", "D4")
    ]


def test_a_table_without_a_unit_is_asked_about_and_not_taken_for_last_years(tmp_path):
    rows = [["产品名称", "本期（2019）"], ["铜材", "219600"]]
    path = write_csv(tmp_path / "a.csv", rows, above=["2019年产品产量"])
    reading = read_for_plan(path, PLAN)
    assert [(one.kind, one.found, one.proposal) for one in reading.questions] == [("unit", "本期（2019）", "万吨")]
    assert facts(reading) == {}
    answered = read_for_plan(path, PLAN, answers={("unit", "本期（2019）"): "吨"})
    assert facts(answered) == {("output", "copper_products", "2019"): (Decimal(219600), "吨")}
