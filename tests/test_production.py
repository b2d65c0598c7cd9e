"""The production page: counts and extremes against the raw table, one unit an axis, the same numbers in both languages."""

import csv
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import nbformat
import pytest
from run_in_process import run

import lcanalysis
from lcanalysis.charts import Chart
from lcanalysis.charts.style import palette
from lcanalysis.exhibits import Exhibit
from lcanalysis.stories import production
from lcanalysis.stories.production_figures import Production

ROOT = Path(__file__).parent.parent
RAW = ROOT / "data" / "raw" / "development_plan" / "2019-11" / "production.csv"
PAGE = [
    production.answer,
    production.growth,
    production.outputs,
    lambda plan, lang: production.levels(plan, lang, 1),
    lambda plan, lang: production.levels(plan, lang, 2),
    production.ratios,
]


@pytest.fixture(scope="module")
def plan():
    return lcanalysis.load(ROOT / "data")


@pytest.fixture(scope="module")
def raw():
    """The printed table: product, 2018, 2017, published growth, as text."""
    with RAW.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def digits(text):
    return Decimal(re.match(r"-?[\d.]+", text)[0])


def test_the_headline_counts_are_those_of_the_raw_table(plan, raw):
    rose = sum(digits(now) > digits(before) for _, now, before, _ in raw)
    fell = sum(digits(now) < digits(before) for _, now, before, _ in raw)
    said = {one.key: one.value for one in production.answer(plan, "zh").quantities}
    assert (said["production/count/total"], said["production/count/rose"], said["production/count/fell"]) == (
        len(raw), rose, fell,
    )  # fmt: skip


def test_the_headline_names_the_extremes_of_the_raw_table(plan, raw):
    ordered = sorted(raw, key=lambda row: digits(row[3]))
    headline = production.answer(plan, "zh").text.split("\n")[0]
    assert f"最高的是{ordered[-1][0]}（增长{digits(ordered[-1][3])}%）" in headline
    assert f"最低的是{ordered[0][0]}（下降{-digits(ordered[0][3])}%）" in headline


def test_the_table_shows_every_printed_digit_and_the_growth_recomputed_to_as_many(plan, raw):
    table = production.outputs(plan, "zh")
    shown = {row[0]: [table.text_of(cell) for cell in row[1:]] for row in table.rows}
    for name, now, before, rate in raw:
        again = (digits(now) / digits(before) - 1) * 100
        unit = "吨" if "吨" in now else "万吨"
        printed = [re.match(r"-?[\d.]+", cell)[0] for cell in (before, now)]
        assert shown[name][:4] == [*printed, unit, rate]
        assert abs(Decimal(shown[name][4]) - again) <= Decimal("0.5").scaleb(digits(rate).as_tuple().exponent)


def test_processing_ratios_follow_from_the_raw_table(plan, raw):
    levels = {name: (digits(before), digits(now)) for name, now, before, _ in raw}
    story = {one.key: one.value for one in production.ratios(plan, "en").quantities}
    for metal, products, smelted in (("aluminium", "铝材", "原铝（电解铝）"), ("copper", "铜材", "精炼铜（电解铜）")):
        for at, period in enumerate(("2017", "2018")):
            wanted = levels[products][at] / levels[smelted][at]
            assert abs(story[f"processing_ratio/{metal}/liaocheng/{period}"] - wanted) < Decimal("1e-20")


def test_the_whole_of_the_ten_metals_is_told_with_its_parts(plan):
    text = production.answer(plan, "zh").text
    assert "十种有色金属207.81万吨（同比下降9.12%）" in text
    assert "精炼铜（电解铜）47.3万吨（同比增长9.54%）、原铝（电解铝）160.51万吨（同比下降13.46%）" in text


def test_a_product_whose_unit_the_audit_doubts_is_named(plan):
    assert "aluminium alloy (from 1,050.00 tonnes to 122.00 tonnes)" in production.answer(plan, "en").text


def test_each_unit_has_a_chart_of_its_own(plan, raw):
    for number, unit in enumerate(("万吨", "吨"), 1):
        assert {one.unit for one in production.levels(plan, "en", number).quantities} == {unit}
    assert production.levels(plan, "en", 3) is None
    drawn = sum(len(production.levels(plan, "zh", number).quantities) for number in (1, 2))
    assert drawn == 2 * len(raw)


@pytest.mark.parametrize("make", PAGE)
def test_both_languages_show_the_same_numbers_each_with_a_trace(plan, make):
    zh, en = make(plan, "zh"), make(plan, "en")
    assert isinstance(zh, Exhibit)
    assert {one.key: one.result() for one in zh.quantities} == {one.key: one.result() for one in en.quantities}
    assert all(one.trace for one in zh.quantities)
    assert zh.quantities


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_number_in_the_answer_is_among_its_quantities(plan, lang):
    said = production.answer(plan, lang)
    known = {abs(Decimal(one.result()["value"])) for one in said.quantities} | {Decimal(2017), Decimal(2018)}
    numbers = {Decimal(found.replace(",", "")) for found in re.findall(r"\d[\d,]*(?:\.\d+)?", said.text)}
    assert numbers - known == set()


def test_a_key_stands_for_one_value_on_the_whole_page(plan):
    values = {}
    for make in PAGE:
        for one in make(plan, "zh").quantities:
            assert values.setdefault(one.key, one.result()) == one.result()


def test_a_published_growth_of_the_wrong_sign_is_not_told_as_growth_but_named(plan):
    production.require_sound(plan)
    assert "相反" not in production.answer(plan, "zh").text
    turned = replace(
        plan,
        records=tuple(
            replace(row, value=-row.value, lower=-row.upper, upper=-row.lower)
            if (row.indicator, row.entity) == ("output_yoy", "aluminium_alloy")
            else row
            for row in plan.records
        ),
    )
    production.require_sound(turned)
    said = production.answer(turned, "zh")
    assert "最低的是铝合金（下降88.38%）" in said.text
    assert "相反：铝合金公布88.38%、按两年产量复算-88.38%。" in said.text
    assert {str(one.value) for one in said.quantities} >= {"88.38", "-88.38"}
    chart = production.growth(turned, "en")
    assert "aluminium alloy (published 88.38%, from the two outputs −88.38%)" in chart.notes[-1]
    before, after = (production.answer(one, "zh").text.partition("：")[0] for one in (plan, turned))
    assert before == after, "how many rose and fell is told by the outputs"


def test_a_plan_without_outputs_says_so(plan):
    bare = replace(plan, records=tuple(row for row in plan.records if not row.indicator.startswith("output")))
    assert Production(bare).products == ()
    production.require_sound(bare)
    assert production.answer(bare, "zh").text == "**没有公布产品产量，无从说明增减。**"
    assert production.answer(bare, "en").quantities == ()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_notebook_runs_from_top_to_bottom(lang):
    nbformat.validate(nbformat.read(ROOT / "notebooks" / "production.ipynb", as_version=4))
    exhibits = [one for _, one in run("production.ipynb", lang=lang, data=str(ROOT / "data"))]
    assert all(isinstance(one, Exhibit) for one in exhibits)
    assert sum(isinstance(one, Chart) for one in exhibits) == 4
    assert {one.lang for one in exhibits if isinstance(one, Chart)} == {lang}


@pytest.mark.parametrize("draw", [production.growth, lambda plan, lang: production.levels(plan, lang, 1)])
def test_a_plan_says_for_readers_of_each_language_whether_red_is_a_rise(plan, draw):
    """Only the two colours change places, in every mark and in the key."""
    usual = {lang: draw(plan, lang).svg() for lang in ("zh", "en")}
    title = plan.definition.plan.model_copy(update={"red_rises": {"zh": False, "en": True}})
    other = replace(plan, definition=plan.definition.model_copy(update={"plan": title}))
    red, blue = palette("zh").rise, palette("zh").fall
    swapped = {red: blue, blue: red}
    for lang, svg in usual.items():
        drawn, wanted = (re.findall(f"{red}|{blue}", text) for text in (draw(other, lang).svg(), svg))
        assert drawn == [swapped[colour] for colour in wanted]
        assert {red, blue} == set(drawn)
