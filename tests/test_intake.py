"""Published tables and statements to observations, and every fault with its address."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake_cases import FOLDER, HEADLINE, PLAN, PRODUCTION, write_plan_folder

from lcanalysis.definition import load_definition
from lcanalysis.errors import FaultsError
from lcanalysis.intake.derive import derive, derive_base_levels
from lcanalysis.intake.numerals import parse_printed
from lcanalysis.intake.published import read_published
from lcanalysis.observations import Observation, latest

ROOT = Path(__file__).parent.parent
PUBLISHED_PLAN = load_definition(ROOT / "data")


def read(data: Path):
    return read_published(data, load_definition(data))


def faults_of(data: Path, lang: str = "en") -> list[str]:
    with pytest.raises(FaultsError) as raised:
        read(data)
    return [fault.text(lang).replace(f"{FOLDER}/", "") for fault in raised.value.faults]


def test_a_table_gives_an_observation_for_each_declared_column_in_order(tmp_path):
    rows = read(write_plan_folder(tmp_path))
    assert [(row.cell, row.indicator, row.entity, row.period, str(row.value), row.unit) for row in rows[:6]] == [
        ("C2", "output", "copper", "2018", "47.3", "万吨"),
        ("D2", "output", "copper", "2017", "43.18", "万吨"),
        ("E2", "output_yoy", "copper", "2018", "9.54", "%"),
        ("C3", "output", "gold", "2018", "19.5", "吨"),
        ("D3", "output", "gold", "2017", "19.2", "吨"),
        ("E3", "output_yoy", "gold", "2018", "1.56", "%"),
    ]
    assert rows[3].as_printed == "19.5（吨）"
    assert rows[0].source == f"{FOLDER}/production.csv"
    assert (rows[0].vintage, rows[0].published_on, rows[0].scope, rows[0].status) == (
        "2019-11", "2019-11", "city", "published",
    )  # fmt: skip


def test_a_statement_keeps_its_words_scope_and_price_basis(tmp_path):
    firms, revenue, growth = read(write_plan_folder(tmp_path))[6:]
    assert (firms.value, firms.unit, firms.price_basis) == (131, "家", "")
    assert (revenue.as_printed, revenue.price_basis, revenue.scope) == ("813.9亿元", "current", "above_scale")
    assert (growth.value, growth.unit, growth.cell) == (Decimal("14.9"), "%", "E4")


def test_rows_are_matched_by_zh_name_en_name_or_alias_in_either_width(tmp_path):
    for name in ("精炼铜(电解铜)", " 精炼铜（电解铜） ", "refined copper", "电解铜"):
        data = write_plan_folder(tmp_path, production=PRODUCTION.replace("精炼铜（电解铜）", name))
        assert read(data)[0].entity == "copper"


def test_a_near_name_is_never_matched_but_named(tmp_path):
    data = write_plan_folder(tmp_path, production=PRODUCTION.replace("精炼铜（电解铜）", "精炼铝（电解铝）"))
    [fault] = faults_of(data)
    assert fault.startswith(
        "production.csv row 2 column 2 (产品名称): plan.yml knows no entry of the name 精炼铝（电解铝）"
    )
    assert "精炼铜" in fault


def test_a_cell_printed_as_missing_is_no_figure_and_no_fault(tmp_path):
    data = write_plan_folder(tmp_path, production=PRODUCTION.replace(",47.3,", ",—,"))
    assert ("output", "copper", "2018") not in {(row.indicator, row.entity, row.period) for row in read(data)}


def test_a_row_of_totals_is_passed_over_only_where_the_entry_says_so(tmp_path):
    production = PRODUCTION + PRODUCTION.splitlines()[-1].replace("黄金", "合计") + "\n"
    [fault] = faults_of(write_plan_folder(tmp_path / "as_sent", production=production))
    assert fault.startswith("production.csv row 4 column 2 (产品名称): plan.yml knows no entry of the name 合计")
    plan = PLAN.replace("kind: product}\n    ignore", "kind: product, ignore: [合计]}\n    ignore")
    assert len(read(write_plan_folder(tmp_path / "said", plan=plan, production=production))) == 9


def test_every_fault_of_every_table_is_listed_at_once_with_its_address(tmp_path):
    data = write_plan_folder(
        tmp_path,
        production="产品名称,本期（2018）,同比±%,备注\n黄金,约9,1.56,x\n黄金,19.5（吨）,4公斤,y\n电解铜,813亿元,1,23\n".replace(
            "1,23\n", '"1,23",\n'
        ),
        headline=HEADLINE
        + "revenue,cluster,city,2018,813.9亿元,亿元,above_scale,营业收入813.9亿元,第一章\n"
        + "profits,clusters,town,18,17.8,亿圆,group,,\n"
        + "firms,cluster,city,2017,120户,家,above_scale,企业125户,第一章\n"
        + "intensity,cluster,city,2018,低于0.22%,%,above_scale,低于0.22%,第一章\n"
        + "intensity,cluster,city,2017,增长0.2%,%,above_scale,增长0.2%,第一章\n",
    )
    faults = faults_of(data)
    assert [fault.split(":")[0] for fault in faults] == [
        "headline.csv row 5",
        "headline.csv row 6 column 1 (indicator)",
        "headline.csv row 6 column 2 (entity)",
        "headline.csv row 6 column 3 (area)",
        "headline.csv row 6 column 4 (period)",
        "headline.csv row 6 column 6 (unit)",
        "headline.csv row 6 column 7 (scope)",
        "headline.csv row 6 column 8 (quotation)",
        "headline.csv row 6 column 9 (section)",
        "headline.csv row 7 column 6 (unit)",
        "headline.csv row 7 column 8 (quotation)",
        "headline.csv row 8 column 5 (printed)",
        "headline.csv row 9 column 5 (printed)",
        "production.csv row 1",
        "production.csv row 1 column 4 (备注)",
        "production.csv row 2 column 2 (本期（2018）)",
        "production.csv row 3 column 1 (产品名称)",
        "production.csv row 4 column 2 (本期（2018）)",
        "production.csv row 4 column 3 (同比±%)",
    ]
    assert faults[0].endswith("is given twice, first in row 3")
    assert "同期（2017）" in faults[13]
    assert all(fault.isascii() is False and "intake." not in fault for fault in faults_of(data, "zh"))


def test_a_statement_whose_digits_the_quotation_lacks_is_a_fault(tmp_path):
    data = write_plan_folder(tmp_path, headline=HEADLINE.replace("营业收入813.9亿元,", "营业收入1813.9亿元,"))
    [fault] = faults_of(data)
    assert fault.startswith("headline.csv row 3 column 8 (quotation)")


def test_a_difference_of_rates_printed_in_percent_is_taken_in_as_printed(tmp_path):
    line = "intensity_gap,cluster,city,2018,低于0.22%,%,above_scale,低于0.22%,第一章\n"
    row = read(write_plan_folder(tmp_path, headline=HEADLINE + line))[-1]
    assert (row.value, row.unit) == (Decimal("-0.22"), "%")


@pytest.mark.parametrize(
    ("old", "new", "line", "where"),
    [
        ("unit: 万吨", "unit: 万顿", 17, "tables.0.unit"),
        ("kind: product}\n    ignore", "kind: products}\n    ignore", 20, "tables.0.rows.kind"),
        ("{indicator: output, period", "{indicator: outputs, period", 23, "tables.0.columns.本期（2018）.indicator"),
        ("growth_of: revenue}", "growth_of: revenues}", 37, "indicators.revenue_yoy.growth_of"),
        ("dimension: firms", "dimension: firm", 38, "indicators.firms.dimension"),
        ("area: city", "area: town", 8, "plan.area"),
    ],
)
def test_a_code_that_plan_yml_does_not_hold_is_a_fault_with_its_line(tmp_path, old, new, line, where):
    faults = faults_of(write_plan_folder(tmp_path, plan=PLAN.replace(old, new, 1)))
    assert any(fault.startswith(f"plan.yml row {line}: {where}: there is no ") for fault in faults), faults


@pytest.mark.parametrize("date", ["2019-13", "2019-02-30", "0000", "２０１９-11", "19-11", ""])
def test_a_publication_on_no_day_of_the_calendar_is_a_fault_at_its_line(tmp_path, date):
    plan = PLAN.replace('published_on: "2019-11"', f'published_on: "{date}"', 1)
    assert faults_of(write_plan_folder(tmp_path, plan=plan)) == [
        f"plan.yml row 7: plan.published_on: found {date!r}, which is no date: write 2020-03-01, 2020-03 or 2020"
    ]


def test_two_entities_of_one_kind_with_one_name_are_a_fault(tmp_path):
    plan = PLAN.replace("en: gold}", "en: gold, aliases: [电解铜]}")
    assert faults_of(write_plan_folder(tmp_path, plan=plan)) == [
        "plan.yml row 43: 电解铜 is a name of both copper and gold, which cannot be told apart; rename one"
    ]


def test_an_edited_table_is_told_with_the_line_that_accepts_it(tmp_path):
    data = write_plan_folder(tmp_path)
    path = data / "raw" / FOLDER / "production.csv"
    path.write_text(PRODUCTION.replace("47.3", "47.4"), encoding="utf-8")
    [fault] = faults_of(data)
    record = path.with_name("production.csv.source.yml")
    lines = record.read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if text.startswith("sha256:"))
    assert fault.startswith(f"production.csv.source.yml row {line}: ")
    lines[line - 1] = fault.split("make this line read ")[1].split(" and say")[0]
    record.write_text("\n".join(lines), encoding="utf-8")
    assert read(data)[0].value == Decimal("47.4")


def test_a_table_without_its_source_record_is_a_fault(tmp_path):
    assert faults_of(write_plan_folder(tmp_path, has_records=False)) == [
        "headline.csv.source.yml: the file is missing",
        "production.csv.source.yml: the file is missing",
    ]


def test_the_plan_prints_these_figures():
    """A reading by eye of the plan's pages, one of each kind."""
    data = ROOT / "data"
    found = {
        (row.indicator, row.entity, row.area, row.period, row.scope): (str(row.value), row.unit, row.status)
        for row in read(data)
    }
    assert found["output", "seamless_pipe", "liaocheng", "2017", "city"] == ("201.79", "万吨", "published")
    assert found["output", "aluminium_alloy", "liaocheng", "2017", "city"] == ("1050.00", "吨", "published")
    assert found["output_yoy", "welded_pipe", "liaocheng", "2018", "city"] == ("-18.09", "%", "published")
    assert found["revenue", "xinfa", "liaocheng", "2018", "group"] == ("19161336", "万元", "published")
    assert found["rd_intensity", "xintong", "liaocheng", "2018", "group"] == ("0.47", "%", "published")
    assert found["profit_yoy", "cluster", "liaocheng", "2018", "above_scale"] == ("-7.1", "%", "published")
    assert found["capacity", "three_sheets", "guanxian", "2018", "city"] == ("1000", "万吨", "at_least")
    assert found["rd_share_of_gdp", "economy", "liaocheng", "2018", "city"] == ("2", "%", "at_most")
    assert found["rd_intensity_gap", "industry", "liaocheng", "2018", "above_scale"] == ("-0.22", "%", "published")
    assert found["firms", "cluster", "dongchangfu", "2018", "above_scale"] == ("7", "家", "published")


def figure(indicator: str, printed: str, period: str = "2018", unit: str = "亿元") -> Observation:
    read = parse_printed(printed, unit)
    return Observation(
        indicator, "cluster", "city", period, read.value, unit, {"exact": "published"}.get(read.bound, read.bound),
        False, "above_scale", "current", printed, "h.csv", "2019-11", "2019-11", "E3", read.lower, read.upper,
    )  # fmt: skip


@pytest.fixture
def definition(tmp_path):
    return load_definition(write_plan_folder(tmp_path))


def test_base_level_follows_from_level_and_growth_with_its_interval(definition):
    growth = replace(figure("revenue_yoy", "14.9", unit="%"), cell="E4")
    [row] = derive_base_levels(definition, [figure("revenue", "813.9"), growth])
    # By hand: 813.9 / 1.149 = 708.35509; 813.85 / 1.1495 = 708.00348; 813.95 / 1.1485 = 708.70701.
    assert (str(row.value), str(row.lower), str(row.upper)) == ("708.3551", "708.0034", "708.7071")
    assert (row.period, row.status, row.as_printed, row.cell) == ("2017", "derived", "", "E3;E4")
    assert row.source == "h.csv;h.csv"


def test_nothing_is_derived_where_a_level_is_published_or_the_inputs_do_not_allow_it(definition):
    revenue, growth = figure("revenue", "813.9"), figure("revenue_yoy", "14.9", unit="%")
    for rows in (
        [revenue, growth, figure("revenue", "700", "2017")],
        [revenue, figure("revenue_yoy", "14.9", "2017", "%")],
        [figure("revenue", "不到813.9"), growth],
        [figure("revenue", "-813.9"), growth],
        [revenue, figure("revenue_yoy", "-100.0", unit="%")],
        [revenue, replace(growth, scope="city")],
        [revenue],
    ):
        assert derive_base_levels(definition, rows) == ()


def test_a_restated_level_leaves_what_followed_from_the_one_before_known_as_of_its_time(definition):
    revenue, growth = figure("revenue", "813.9"), figure("revenue_yoy", "14.9", unit="%")
    restated = replace(figure("revenue", "810.9"), vintage="2020-03", published_on="2020-03")
    found = derive(definition, [revenue, growth, restated])
    assert [(str(row.value), row.published_on) for row in found] == [("708.3551", "2019-11"), ("705.7441", "2020-03")]


def test_what_followed_before_a_figure_was_published_stays_known_as_of_its_time(definition):
    revenue, growth = figure("revenue", "813.9"), figure("revenue_yoy", "14.9", unit="%")
    later = replace(figure("revenue", "709", "2017"), vintage="2020-03", published_on="2020-03")
    rows = (revenue, growth, later)
    known = latest((*rows, *derive(definition, rows)))
    assert [str(row.value) for row in derive(definition, rows)] == ["708.3551"]
    assert known["revenue", "cluster", "city", "2017"] == later
    assert derive(definition, (revenue, growth, replace(later, vintage="2019-11", published_on="2019-11"))) == ()


@given(level=st.integers(1, 10**7), growth=st.integers(-990, 5000))
def test_every_base_level_that_prints_as_published_lies_in_the_interval(level, growth):
    """The slow twin: whole numbers of tenths, and the true base as an exact fraction at the corners."""
    rows = [
        replace(figure("revenue", f"{level / 10:.1f}"), area="liaocheng"),
        replace(figure("revenue_yoy", f"{growth / 10:.1f}", unit="%"), area="liaocheng"),
    ]
    [row] = derive_base_levels(PUBLISHED_PLAN, rows)
    corners = [
        Fraction(2 * level + up, 20) / (1 + Fraction(2 * growth + out, 2000)) for up in (-1, 1) for out in (-1, 1)
    ]
    assert Fraction(row.lower) <= min(corners)
    assert max(corners) <= Fraction(row.upper)
    assert min(corners) - Fraction(row.lower) < Fraction(1, 10_000)
    assert Fraction(row.upper) - max(corners) < Fraction(1, 10_000)
    assert abs(Fraction(row.value) - Fraction(level, 10) / (1 + Fraction(growth, 1000))) <= Fraction(1, 20_000)
