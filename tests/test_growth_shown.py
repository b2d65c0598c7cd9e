"""A column of changes is compared with the levels beside it before anything is written: rates, ratios, amounts, indices."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from openpyxl import Workbook
from sent_files import write_csv

import lcanalysis
from lcanalysis.cleaning.additions.add_table import Sent, add, look_at
from lcanalysis.definition import load_definition
from lcanalysis.errors import FaultsError
from lcanalysis.intake.growth_shown import growth_shown
from lcanalysis.intake.numerals import parse_printed
from lcanalysis.intake.reading import Figure
from lcanalysis.intake.recognising import read_for_plan
from lcanalysis.provenance import Place

ROOT = Path(__file__).parent.parent
PLAN = load_definition(ROOT / "data")
LEVELS = {"铜材": ("22.62", "21.96"), "铝材": ("140.43", "136.34"), "钢材": ("853.60", "889.13")}
RATES = {"铜材": "3.0", "铝材": "3.0", "钢材": "-4.0"}
FRACTIONS = {"铜材": "0.030", "铝材": "0.03", "钢材": "-0.04"}
AMOUNTS = {"铜材": "0.66", "铝材": "4.09", "钢材": "-35.53"}
INDICES = {"铜材": "103.0", "铝材": "103.0", "钢材": "96.0"}


def read(path, changes, heading="同比±%", *, levels=LEVELS, with_base=True, answers=None):
    head = ["产品名称", "本期（2019）", *(["同期（2018）"] if with_base else []), heading]
    rows = [head, *([name, *cells[: 1 + with_base], changes[name]] for name, cells in levels.items())]
    file = write_csv(path / "a.csv", rows, above=["2019年主要产品产量", "单位：万吨"])
    return read_for_plan(file, PLAN, answers=answers)


def indicators(reading):
    assert reading.all_faults == ()
    return {one.indicator for one in reading.tables[0].figures}


@pytest.mark.parametrize("heading", ["同比±%", "同比增长（%）", "增减率", "增长", "同比增减", "比上年增减"])
def test_rates_in_percent_are_taken(tmp_path, heading):
    reading = read(tmp_path, RATES, heading)
    assert (reading.questions, indicators(reading)) == ((), {"output", "output_yoy"})


@pytest.mark.parametrize("heading", ["同比±%", "同比增长（%）", "增减率", "增长", "同比增减"])
@pytest.mark.parametrize("changes", [FRACTIONS, INDICES])
def test_ratios_and_indices_under_a_heading_of_rates_are_asked_about_at_their_cell(tmp_path, heading, changes):
    reading = read(tmp_path, changes, heading)
    question = reading.questions[0]
    assert (len(reading.questions), question.kind, question.found) == (1, "growth", heading)
    assert (question.place.row, question.place.column) == (4, 4)
    assert question.because == f"{changes['铜材']} ≠ 3.01%"
    assert question.proposal == ("比" if changes is FRACTIONS else "")
    assert indicators(reading) == {"output"}


@pytest.mark.parametrize("heading", ["同比增减", "比上年增减", "增减", "同比变化"])
def test_amounts_under_an_open_heading_are_left_out_where_the_levels_prove_them(tmp_path, heading):
    reading = read(tmp_path, AMOUNTS, heading)
    assert (reading.questions, indicators(reading)) == ((), {"output"})
    assert [one.key for one in reading.tables[0].notices] == ["reading.amounts_proved"]
    assert reading.tables[0].ignored == (heading,)


@pytest.mark.parametrize("heading", ["同比增减（万吨）", "增减（吨）", "比上年增减 （万吨）"])
def test_amounts_with_their_unit_are_left_out_and_told(tmp_path, heading):
    reading = read(tmp_path, AMOUNTS, heading)
    assert (reading.questions, indicators(reading)) == ((), {"output"})
    assert [one.key for one in reading.tables[0].notices] == ["reading.amounts_left_out"]


def test_an_open_heading_is_asked_about_where_the_levels_cannot_say(tmp_path):
    reading = read(tmp_path, RATES, "同比增减", with_base=False)
    assert [(one.kind, one.found) for one in reading.questions] == [("growth", "同比增减")]
    assert read(tmp_path, RATES, "同比增长", with_base=False).questions == ()
    taken = read(tmp_path, RATES, "同比增减", with_base=False, answers={("growth", "同比增减"): "%"})
    assert indicators(taken) == {"output", "output_yoy"}
    left = read(tmp_path, RATES, "同比增减", with_base=False, answers={("growth", "同比增减"): ""})
    assert (left.questions, indicators(left), left.tables[0].ignored) == ((), {"output"}, ("同比增减",))


def test_an_amount_under_a_percent_sign_is_asked_about(tmp_path):
    reading = read(tmp_path, AMOUNTS, "同比±%")
    assert [one.kind for one in reading.questions] == ["growth"]


def test_rates_on_another_basis_and_a_single_slip_are_left_to_the_audit(tmp_path):
    comparable = {"铜材": "3.3", "铝材": "2.8", "钢材": "-4.4"}
    assert read(tmp_path, comparable).questions == ()
    assert read(tmp_path, {**RATES, "铝材": "30.0"}).questions == ()
    assert read(tmp_path, {**RATES, "铝材": "0.03"}).questions == ()


def test_rates_that_are_all_next_to_nothing_are_asked_about_where_no_level_can_tell(tmp_path):
    reading = read(tmp_path, FRACTIONS, with_base=False)
    assert [(one.kind, one.proposal) for one in reading.questions] == [("growth", "比")]
    assert read(tmp_path, {**FRACTIONS, "铝材": "0.6"}, with_base=False).questions == ()


def test_a_percent_sign_in_the_cell_is_believed(tmp_path):
    assert read(tmp_path, {name: f"{cell}%" for name, cell in RATES.items()}, "同比增减").questions == ()


@pytest.fixture
def data(tmp_path):
    (tmp_path / "work").mkdir()
    shutil.copytree(ROOT / "data", tmp_path / "work" / "data")
    return tmp_path / "work" / "data"


def as_fractions(path, year):
    now, before = {2019: ("22.62", "21.96"), 2020: ("23.30", "22.62")}[year]
    made = Workbook()
    for row in (
        [f"{year}年主要产品产量"], ["单位：万吨"], ["产品名称", f"本期（{year}）", f"同期（{year - 1}）", "同比±%"],
        ["铜材", float(now), float(before), 0.03],
    ):  # fmt: skip
        made.active.append(row)
    made.save(path)
    return path


def test_ratios_are_kept_as_ratios_once_a_person_says_so_and_hold_the_next_year(data, tmp_path):
    file = as_fractions(tmp_path / "a.xlsx", 2019)
    with pytest.raises(FaultsError) as refused:
        add(data, Sent(file, "2020-03"))
    assert [(one.key, one.place.cell) for one in refused.value.faults] == [("adding.unanswered_growth", "D4")]
    add(data, Sent(file, "2020-03", answers={("growth", "同比±%"): "比"}))
    row = lcanalysis.load(data).observation("output_yoy", "copper_products", "2019")
    assert (row.value, row.unit) == (Decimal("0.03"), "比")
    findings = lcanalysis.load(data).findings
    mine = findings[findings["subject"].str.contains("copper_products") & findings["place"].str.contains("a.xlsx")]
    assert "conflict" not in set(mine["kind"])
    assert look_at(data, Sent(as_fractions(tmp_path / "b.xlsx", 2020), "2021-03")).questions == ()


levels = st.decimals("5", "9000", places=2)
rates = st.decimals("-60", "120", places=1)


def figure(indicator, period, value, unit):
    return Figure(indicator, "x", "liaocheng", period, parse_printed(f"{value}", unit), Place("a.csv", 4, 4))


@given(before=levels, rate=rates)
def test_a_rate_of_its_levels_is_never_taken_for_anything_else(before, rate):
    now = (before * (1 + rate / 100)).quantize(Decimal("0.01"))
    figures = [figure("output", "2019", now, "万吨"), figure("output", "2018", before, "万吨")]
    change = figure("output_yoy", "2019", rate, "%")
    assert growth_shown([change], figures, {}, "output").kind in {None, "rate"}
    assume(abs(rate) > 1)
    fraction = figure("output_yoy", "2019", (rate / 100).quantize(Decimal("0.001")), "%")
    assert growth_shown([fraction], figures, {}, "output").kind in {None, "fraction"}
