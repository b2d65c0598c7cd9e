"""The production notebook: its numbers against the raw table, its sentences on plans of other shapes."""

import csv
import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from made_plans import HARD, Figure, Made, write
from page_numbers import in_singles, singles_of
from run_in_process import run

from lcanalysis.charts import BilingualChart
from lcanalysis.charts.style import palette
from lcanalysis.cleaning import clean
from lcanalysis.exhibits import BilingualExhibit

ROOT = Path(__file__).parent.parent
RAW = ROOT / "data" / "raw" / "development_plan" / "2019-11" / "production.csv"


def exhibits(data, lang="zh"):
    return [one for _, one in run("production.ipynb", lang=lang, data=str(data))]


def by_id(shown):
    return {one.id: one for one in shown}


@pytest.fixture(scope="module")
def page():
    return exhibits(ROOT / "data")


@pytest.fixture(scope="module")
def raw():
    """The printed table: product, 2018, 2017, published growth, as text."""
    with RAW.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


@pytest.fixture
def made(tmp_path):
    def texts(name):
        clean(write(HARD[name], tmp_path / "plan"))
        shown = exhibits(tmp_path / "plan")
        return {lang: {one.id: one.plain(lang) for one in shown} for lang in ("zh", "en")}

    return texts


def digits(text):
    return Decimal(re.match(r"-?[\d.]+", text)[0])


def test_everything_shown_carries_both_languages_and_each_number_its_sources(page):
    assert all(isinstance(one, BilingualExhibit) for one in page)
    assert [key for one in page for key, number in one.results().items() if not number["trace"]] == []
    assert sum(isinstance(one, BilingualChart) for one in page) == 4
    for one in page:
        assert {"zh", "en"} <= one.to_json().keys() or isinstance(one, BilingualChart)


def test_the_headline_counts_are_those_of_the_raw_table(page, raw):
    rose = sum(digits(now) > digits(before) for _, now, before, _ in raw)
    fell = sum(digits(now) < digits(before) for _, now, before, _ in raw)
    numbers = by_id(page)["answer"].results()
    assert [numbers[f"answer/{key}"]["value"] for key in ("count", "moves/rose/n", "moves/fell/n")] == [
        str(len(raw)), str(rose), str(fell),
    ]  # fmt: skip


def test_the_headline_names_the_extremes_of_the_raw_table(page, raw):
    ordered = sorted(raw, key=lambda row: digits(row[3]))
    headline = by_id(page)["answer"].markdown("zh").splitlines()[0]
    assert f"最高的是{ordered[-1][0]}（增长{digits(ordered[-1][3])}%）" in headline
    assert f"最低的是{ordered[0][0]}（下降{-digits(ordered[0][3])}%）" in headline


def test_the_table_shows_every_printed_digit_and_the_growth_recomputed_to_as_many(page, raw):
    shown = {row[0]["text"]: [cell["text"] for cell in row[1:]] for row in by_id(page)["outputs"].shown("zh")["rows"]}
    for name, now, before, rate in raw:
        again = (digits(now) / digits(before) - 1) * 100
        unit = "吨" if "吨" in now else "万吨"
        printed = [re.match(r"-?[\d.]+", cell)[0] for cell in (before, now)]
        assert shown[name][:4] == [*printed, unit, rate]
        assert abs(Decimal(shown[name][4]) - again) <= Decimal("0.5").scaleb(digits(rate).as_tuple().exponent)


def test_processing_ratios_follow_from_the_raw_table(page, raw):
    levels = {name: (digits(before), digits(now)) for name, now, before, _ in raw}
    numbers = by_id(page)["ratios"].results()
    for metal, products, smelted in (("aluminium", "铝材", "原铝（电解铝）"), ("copper", "铜材", "精炼铜（电解铜）")):
        for at, year in enumerate((2017, 2018)):
            wanted = levels[products][at] / levels[smelted][at]
            assert abs(Decimal(numbers[f"ratios/{metal}/{year}/ratio"]["value"]) - wanted) < Decimal("0.0005")


def test_the_answer_tells_the_ten_metals_with_their_parts_and_the_product_whose_unit_the_audit_doubts(page):
    text = by_id(page)["answer"].markdown("zh")
    assert "十种有色金属207.81万吨（同比下降9.12%）" in text
    assert "精炼铜（电解铜）47.3万吨（同比增长9.54%）、原铝（电解铝）160.51万吨（同比下降13.46%）" in text
    assert "aluminium alloy (from 1,050.00 tonnes to 122.00 tonnes)" in by_id(page)["answer"].markdown("en")


def test_each_unit_has_a_chart_of_its_own(page, raw):
    charts = [one for one in page if one.id.startswith("levels/")]
    units = [{number["unit"] for number in one.results().values()} for one in charts]
    assert units == [{"万吨"}, {"吨"}]
    assert sum(len(one.results()) for one in charts) == 2 * len(raw)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_number_in_the_answer_is_among_its_quantities(page, lang):
    answer = by_id(page)["answer"]
    numbers = answer.results().values()
    known = {size for one in numbers for size in singles_of(one["value"], one["unit"] if lang == "en" else "")}
    found = re.findall(r"\d[\d,]*(?:\.\d+)?", in_singles(answer.markdown(lang)))
    assert {Decimal(number.replace(",", "")) for number in found} - known == {
        Decimal(2017),
        Decimal(2018),
        Decimal(2022),
    }


def test_a_growth_of_the_wrong_sign_is_not_told_as_growth_but_named(made):
    found = made("a growth of the other sign than its own levels")
    assert "steel产量下降5.5%" in found["zh"]["answer"]
    assert "相反：steel公布6.4%、按两期产量复算-5.5%。行文以复算数为准" in found["zh"]["answer"]
    assert found["en"]["growth"].startswith("Steel (published 6.4%, from the two outputs −5.5%)")


def test_a_growth_that_only_an_older_publication_contradicts_is_told_with_a_remark(made):
    found = made("a growth of the other sign than the older vintage")
    assert "output of steel was up 6.4%" in found["en"]["answer"]
    assert "并非同时或同口径公布" in found["zh"]["answer"]


def test_a_revised_output_is_compared_with_the_newest_figures(made):
    found = made("revised twice")
    assert "2021年，steel产量下降5.7%" in found["zh"]["answer"]
    assert [cell for cell in found["zh"]["outputs"].splitlines() if cell.startswith("Steel")] == [
        "Steel\t102.0\t105.0\t99.0\t-5.7"
    ]


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("nothing published", "没有公布产品产量，无从说明增减。", "No output of a product is published"),
        (
            "one year of levels",
            "公布了2种产品2020年的产量。增减情况不明",
            "Output of 2 products is published for 2020.",
        ),
        (
            "months only",
            "公布了tea2020年1—6月的产量。增减情况不明",
            "Output of tea is published for January to June 2020.",
        ),
        ("one product that did not move", "steel产量持平（0.0%）", "output of steel was unchanged (0.0%)"),
        ("thirty years", "2种产品的产量全部增长，均增长4.0%。", "output rose for all 2 products, each up 4.0%."),
        (
            "three units",
            "增长的1种、下降的1种、持平的1种",
            "rose for 1 and fell for 1 and was unchanged for 1 of 3 products",
        ),
    ],
)
def test_the_headline_is_true_of_plans_of_other_shapes(made, name, zh, en):
    found = made(name)
    assert zh in found["zh"]["answer"]
    assert en in found["en"]["answer"]


def test_where_every_output_fell_the_falls_are_compared_and_none_is_the_highest_growth(tmp_path):
    figures = [
        Figure("output", product, year, printed, "万吨")
        for product, levels in (("steel", ("100.0", "90.0")), ("copper", ("50.0", "49.0")))
        for year, printed in zip(("2019", "2020"), levels, strict=True)
    ]
    segments = {"cluster": ("steel", "copper")}
    clean(write(Made(2020, 2025, (("2021-03", tuple(figures)),), segments=segments), tmp_path / "plan"))
    found = by_id(exhibits(tmp_path / "plan"))["answer"]
    assert "降幅最小的是copper（下降2.0%），最大的是steel（下降10.0%）" in found.plain("zh")
    assert "smallest for copper (down 2.0%) and largest for steel (down 10.0%)" in found.plain("en")


def test_without_any_growth_there_are_sentences_in_place_of_charts(made):
    found = made("one year of levels")
    assert "没有公布产量增速" in found["zh"]["growth"]
    assert "没有产品以同一单位公布了这两年的产量" in found["zh"]["levels"]
    assert found["zh"].keys() == {"answer", "growth", "outputs", "levels"}, "no section on ratios that nobody declared"


def test_a_figure_in_another_unit_than_its_row_stands_with_it(made):
    assert "产品\t2019年（吨）\t2020年\t单位" in made("a product in another unit than the year before")["zh"]["outputs"]


def test_a_plan_says_for_readers_of_each_language_whether_red_is_a_rise(page, tmp_path):
    """Only the two colours change places, in every mark and in the key."""
    data = shutil.copytree(ROOT / "data", tmp_path / "data")
    path = data / "raw" / "plan.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub("red_rises: .*", "red_rises: {zh: false, en: true}", text), encoding="utf-8")
    clean(data)
    red, blue = palette("zh").rise, palette("zh").fall
    for usual, other in zip(page, exhibits(data), strict=True):
        if isinstance(usual, BilingualChart) and usual.id != "ratios":
            for lang in ("zh", "en"):
                drawn, wanted = (re.findall(f"{red}|{blue}", one.in_language(lang).svg()) for one in (other, usual))
                assert drawn == [{red: blue, blue: red}[colour] for colour in wanted]
                assert {red, blue} == set(drawn)
