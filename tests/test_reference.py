import math
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lcanalysis.cleaning.pipeline.clean import clean
from lcanalysis.errors import DataError, DeclarationError, FaultsError, UsageError
from lcanalysis.forecasting import forecast, list_references, load_reference, load_references
from lcanalysis.forecasting.reference_class import ReferenceClass
from lcanalysis.forecasting.reference_files import ClassChoice
from lcanalysis.plan import load

DATA = Path(__file__).parent.parent / "data"


def rows_of(name: str) -> list[tuple[str, int, float]]:
    lines = (DATA / "raw" / "reference" / f"{name}.csv").read_text(encoding="utf-8").splitlines()[1:]
    return [(line.rsplit(",", 2)[0], int(line.rsplit(",", 2)[1]), float(line.rsplit(",", 2)[2])) for line in lines]


def plain_share(rows, growth, horizon, since=None, last=None, breaks=()) -> float:
    """Return the share by naive loops: in each first year over its series, then the mean over first years."""
    levels = {(series, year): value for series, year, value in rows}
    by_year = {}
    for series, year, value in rows:
        end = year + horizon
        if (series, end) not in levels or (since and year < since) or (last and end > last):
            continue
        if any(year < cut <= end for cut in breaks):
            continue
        reached = levels[series, end] / value >= (1 + growth) ** horizon * (1 - 1e-12)
        by_year.setdefault(year, []).append(reached)
    return sum(sum(reached) / len(reached) for reached in by_year.values()) / len(by_year)


@pytest.mark.parametrize(
    "name", ["national_products", "national_industry_revenue", "national_metals", "world_economies"]
)
@pytest.mark.parametrize("horizon", [1, 4])
@pytest.mark.parametrize("growth", [0.05, 0.08])
def test_the_share_of_a_class_is_that_of_plain_loops(name, horizon, growth):
    reference = load_reference(name, DATA)
    source = list_references(DATA)[name]
    expected = plain_share(rows_of(name), growth, horizon, source.comparable_from, 2018, source.breaks)
    found = reference.growths(horizon, 2018)
    assert found.share_reaching(growth) == pytest.approx(expected)


def test_every_first_year_weighs_the_same_however_many_series_it_has():
    table = pd.DataFrame(
        {
            "series": ["a", "a", "a", "b", "b"],
            "year": [2010, 2011, 2012, 2011, 2012],
            "value": [100, 110, 121, 100, 100],
        }
    )
    # 2010: one of one reached 10 %; 2011: one of two.
    assert load_reference(table).growths(1).share_reaching(0.10) == pytest.approx(0.75)


def test_growth_across_a_break_or_from_before_the_comparable_years_is_left_out():
    table = pd.DataFrame({"series": "a", "year": range(2010, 2016), "value": [1.0, 2, 3, 4, 5, 6]})
    rows = load_reference(table).rows
    found = ReferenceClass("a", rows=rows, breaks=(2013,)).growths(1)
    assert sorted(np.exp(found.log_growth)) == pytest.approx(sorted([2, 3 / 2, 5 / 4, 6 / 5]))
    found = ReferenceClass("a", rows=rows, since=2013).growths(1)
    assert (found.first_year, found.last_year, found.origins, found.cases) == (2013, 2015, 2, 2)


def test_years_after_the_last_known_one_are_not_looked_at():
    early = load_reference("national_products", DATA).from_year(None).growths(2, 2005)
    rows = [row for row in rows_of("national_products") if row[1] <= 2005]
    assert early.share_reaching(0.05) == pytest.approx(plain_share(rows, 0.05, 2))
    assert early.last_year == 2005
    assert load_reference("listed_metal_firms", DATA).growths(1, 2013) is None


def test_a_class_too_short_for_the_horizon_answers_with_its_longest():
    found = load_reference("national_products", DATA).growths(10, 2018)
    assert (found.horizon, found.first_year, found.last_year) == (6, 2008, 2014)


def test_a_gap_in_a_class_gives_no_growth_and_no_nan():
    table = pd.DataFrame({"series": "a", "year": [2010, 2012, 2013], "value": [100.0, 121.0, 121.0]})
    one = load_reference(table).growths(1)
    assert one.log_growth.tolist() == [0.0]
    assert load_reference(table).growths(2).log_growth.tolist() == pytest.approx([math.log(1.1)])


def test_a_summary_gives_back_its_quantiles():
    lines = (DATA / "raw" / "reference" / "city_secondary.csv").read_text(encoding="utf-8").splitlines()
    head, row = lines[0].split(","), next(line.split(",") for line in lines if line.startswith("2012,2018,4,"))
    found = load_reference("city_secondary", DATA).growths(4, 2018)
    median = float(row[head.index("50")])
    assert (found.first_year, found.last_year, found.cases) == (2012, 2018, int(row[4]))
    assert found.share_reaching(math.expm1(median)) == pytest.approx(0.5, abs=1e-6)


def test_a_summary_uses_the_latest_window_that_was_known_and_all_years_on_request():
    city = load_reference("city_secondary", DATA)
    assert city.growths(1, 2016).last_year == 2016
    assert city.growths(1).last_year == 2023
    assert city.from_year(None).growths(1, 2016).first_year == 2000
    assert city.growths(1, 2012) is None


def test_the_default_is_the_mix_of_the_recommended_classes():
    names = [each.name for each in load_references(None, DATA)]
    assert names == ["city_secondary", "listed_metal_firms", "national_products"]
    assert [each.name for each in load_references("mix", DATA)] == names
    assert [each.name for each in load_references(["national_metals"], DATA)] == ["national_metals"]


def test_what_a_class_declares_is_what_its_file_holds():
    for name, source in list_references(DATA).items():
        first, last = (int(year) for year in source.years.split("-"))
        if source.kind == "rows":
            rows = rows_of(name)
            assert len({row[0] for row in rows}) == source.series, name
            assert (min(row[1] for row in rows), max(row[1] for row in rows)) == (first, last), name
        for horizon in range(1, 7):
            found = load_reference(name, DATA).growths(horizon)
            assert np.isfinite(found.quantiles).all()
            assert (np.diff(found.quantiles) >= 0).all()
        assert source.title("zh") != source.title("en")
        assert source.comparable("zh")
        assert source.source("en")


def test_the_rows_of_sources_without_a_licence_are_not_shipped():
    kinds = {name: source.kind for name, source in list_references(DATA).items()}
    assert kinds["city_secondary"] == kinds["listed_metal_firms"] == "summary"


def test_an_unknown_class_is_refused_naming_the_nearest():
    with pytest.raises(UsageError) as raised:
        load_reference("national_product", DATA)
    assert "nearest is 'national_products'" in raised.value.text("en")
    assert "national_products" in raised.value.text("zh")


@pytest.fixture
def plan_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "raw" / "reference"
    folder.mkdir(parents=True)
    shutil.copy(DATA / "raw" / "plan.yml", folder.parent)
    source = (DATA / "raw" / "reference" / "national_products.source.yml").read_text(encoding="utf-8")
    (folder / "mine.source.yml").write_text(source.replace("comparable_from: 2008\n", ""), encoding="utf-8")
    return tmp_path / "data"


def write_rows(plan_folder: Path, text: str) -> None:
    (plan_folder / "raw" / "reference" / "mine.csv").write_text(text, encoding="utf-8")


def test_a_class_is_added_by_adding_two_files(plan_folder):
    write_rows(plan_folder, "series,year,value\na,2010,100\na,2011,105\n")
    assert load_reference("mine", plan_folder).growths(1).share_reaching(0.05) == 1


def test_faults_in_a_class_are_told_with_series_year_and_value(plan_folder):
    write_rows(plan_folder, "series,year,value\na,2010,100\na,2010,105\nb,2010,x\n")
    with pytest.raises(FaultsError) as raised:
        load_reference("mine", plan_folder)
    text = raised.value.text("en")
    assert "mine.csv a: The year 2010 is given twice" in text
    assert "mine.csv b: The value of 2010 is 'x', which is not a number" in text


@pytest.mark.parametrize("text", ["", "name,year,value\na,2010,1\n"])
def test_a_class_with_other_columns_is_refused(plan_folder, text):
    write_rows(plan_folder, text)
    with pytest.raises(DataError, match=r"mine\.csv"):
        load_reference("mine", plan_folder)


@pytest.mark.parametrize("row", ["2000,2001,1,1,3,0.1,x", "2000,2001,1,1,3,0.1", "y,2001,1,1,3,0.1,0.2"])
def test_a_faulty_summary_is_refused(plan_folder, row):
    source = plan_folder / "raw" / "reference" / "mine.source.yml"
    source.write_text(source.read_text(encoding="utf-8").replace("kind: rows", "kind: summary"), "utf-8")
    write_rows(plan_folder, f"first_year,last_year,horizon,origins,cases,10,90\n{row}\n")
    with pytest.raises(DataError, match=r"mine\.csv"):
        load_reference("mine", plan_folder)


def test_a_class_without_its_rows_or_with_a_faulty_source_is_refused(plan_folder):
    with pytest.raises(DataError, match=r"mine\.csv"):
        load_reference("mine", plan_folder)
    source = plan_folder / "raw" / "reference" / "mine.source.yml"
    source.write_text("title_zh: x\n", encoding="utf-8")
    with pytest.raises(DeclarationError, match="title_en"):
        load_reference("mine", plan_folder)


def test_a_folder_that_recommends_no_class_asks_for_one(plan_folder):
    source = plan_folder / "raw" / "reference" / "mine.source.yml"
    source.write_text(source.read_text(encoding="utf-8").replace("recommended: true", "recommended: false"), "utf-8")
    with pytest.raises(UsageError, match="recommended"):
        load_references(None, plan_folder)


@pytest.fixture
def bare_folder(tmp_path: Path) -> Path:
    """A plan without classes of its own."""
    folder = tmp_path / "bare"
    shutil.copytree(DATA.parent / "plans" / "tea-2025", folder)
    return folder


def choose(folder: Path, names: str) -> None:
    path = folder / "raw" / "plan.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("  area: example\n", f"  area: example\n  reference_classes: {names}\n", 1), encoding="utf-8"
    )


def test_a_plan_that_chose_none_has_the_general_classes_of_the_package(bare_folder):
    industries = {source.industry_en for source in list_references(bare_folder).values()}
    assert industries == {""}
    assert [each.name for each in load_references(None, bare_folder)] == ["city_secondary", "national_products"]
    assert "national_industry_profit" in list_references(bare_folder, "level")
    found = forecast(pd.Series({2019: 100.0, 2020: 104.0}), 2023, data=bare_folder)
    assert {"forecast.caution_general_classes", "forecast.caution_general_most"} <= {one.key for one in found.warnings}


def test_a_forecast_without_a_choice_says_what_it_rests_on_in_both_languages(bare_folder):
    found = forecast(pd.Series({2019: 100.0, 2020: 104.0}), 2023, data=bare_folder)
    assert "(mostly any series at all, in part Value added" in found.summary("en")
    assert "可比序列（主要为一般序列，部分为全国地级及以上城市" in found.summary("zh")


def test_without_a_choice_the_growth_of_any_series_has_three_quarters_of_the_weight(bare_folder):
    own, names = {2019: 100.0, 2020: 104.0}, ["city_secondary", "national_products"]
    unchosen, general = (np.log(forecast(own, 2023, asked, data=bare_folder).levels) for asked in (None, []))
    choose(bare_folder, f"[{', '.join(names)}]")
    chosen = np.log(forecast(own, 2023, data=bare_folder).levels)
    classes = (chosen - 0.35 * general) / 0.65
    np.testing.assert_allclose(unchosen, 0.25 * classes + 0.75 * general)


def test_the_classes_that_a_plan_chose_are_the_recommended_ones_whatever_their_industry(bare_folder):
    choose(bare_folder, "[listed_metal_firms, national_industry_revenue]")
    assert [each.name for each in load_references(None, bare_folder)] == [
        "listed_metal_firms",
        "national_industry_revenue",
    ]
    assert not list_references(bare_folder)["city_secondary"].recommended
    assert list_references(bare_folder, "level")["national_industry_profit"].recommended
    found = forecast(pd.Series({2019: 100.0, 2020: 104.0}), 2023, data=bare_folder)
    assert "forecast.caution_general_classes" not in {one.key for one in found.warnings}


def test_a_choice_that_is_nowhere_is_refused_naming_the_nearest(bare_folder):
    choose(bare_folder, "[listed_metal_firm]")
    with pytest.raises(UsageError, match="nearest is 'listed_metal_firms'"):
        list_references(bare_folder)


def test_a_page_tells_general_classes_from_chosen_ones(bare_folder):
    clean(bare_folder)
    assert "none was chosen for this plan" in ClassChoice(load(bare_folder)).titles().text("en")
    choose(bare_folder, "[national_products]")
    assert ClassChoice(load(bare_folder)).titles().text("zh") == "全国主要工业产品产量"
