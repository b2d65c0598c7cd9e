import copy
import pickle
import warnings
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lcanalysis
from lcanalysis.errors import FaultsError, UsageError
from lcanalysis.exhibits import RESULTS_MIME
from lcanalysis.forecasting import Forecasts, forecast, load_reference
from lcanalysis.forecasting.distribution import GRID
from lcanalysis.goals.growth import projected_level, required_growth_pct

DATA = Path(__file__).parent.parent / "data"
REVENUE = pd.Series({2017: 708.36, 2018: 813.9}, name="revenue")
# Two series of four years: one grows 3 % a year, the other 9 %.
COMPARABLE = pd.DataFrame(
    {
        "series": ["slow"] * 5 + ["fast"] * 5,
        "year": [*range(2010, 2015)] * 2,
        "value": [100 * 1.03**n for n in range(5)] + [100 * 1.09**n for n in range(5)],
    }
)


def predicted(horizon=2022, reference=COMPARABLE, **options):
    return forecast(REVENUE, horizon, reference, unit="亿元", data=DATA, **options)


def test_the_library_offers_it_under_its_own_name():
    assert lcanalysis.forecast is forecast


def test_the_level_is_the_last_observation_grown_as_the_class_grew():
    found = predicted()
    assert found.years == (2019, 2020, 2021, 2022)
    for ahead, year in enumerate(found.years, start=1):
        assert found.quantile(0.25, year) == pytest.approx(813.9 * 1.03**ahead)
        assert found.quantile(0.75, year) == pytest.approx(813.9 * 1.09**ahead)


def test_two_points_never_give_one_confident_line():
    found = predicted(reference=None, as_of="2019-11")
    assert found.kind == "scenario"
    for year in found.years:
        low, high = found.interval(80, year)
        # Holt's line gives 1236 for 2022 and a band of no width.
        assert high / low > 1.2
    assert (found.years[0], found.years[-1]) == (2019, 2022)


def test_probability_is_the_share_of_the_class_within_the_grid():
    for name in ("national_products", "city_secondary", "listed_metal_firms"):
        share = load_reference(name, DATA).growths(4, 2018).share_reaching
        found = predicted(reference=name, as_of="2019-11")
        for goal in (0.0, 0.05, 0.08):
            assert found.probability(goal) == pytest.approx(share(goal), abs=0.006)


def test_a_goal_as_growth_and_the_level_it_leads_to_have_one_probability():
    found = predicted(reference="national_products")
    level = float(projected_level(Decimal("813.9"), Decimal(5), 4))
    assert round(level, 2) == 989.30
    assert found.probability(0.05) == pytest.approx(found.probability(level=level), abs=1e-9)


def test_required_growth_is_the_exact_one():
    exact = required_growth_pct(Decimal("813.9"), Decimal(1000), 4)
    assert predicted().required_growth(1000) * 100 == pytest.approx(float(exact))
    assert predicted().required_growth(1000, 2020) == pytest.approx((1000 / 813.9) ** 0.5 - 1)


def test_expected_shortfall_is_the_mean_of_what_is_missing():
    # Half of the class grows 3 %, half 9 %, apart from what lies between their midpoints.
    found = predicted()
    points = np.interp((np.arange(50_000) + 0.5) / 50_000, GRID, found.levels[-1])
    assert found.expected_shortfall(1000) == pytest.approx(np.maximum(1000 - points, 0).mean(), rel=1e-3)
    assert found.expected_shortfall(500) == 0


def test_classes_are_mixed_by_averaging_quantiles_of_growth():
    slow, fast = (COMPARABLE[COMPARABLE["series"] == name] for name in ("slow", "fast"))
    found = predicted(reference=[slow, fast])
    assert found.quantile(0.5) == pytest.approx(813.9 * (1.03 * 1.09) ** 2)


def test_the_rounding_of_the_last_observation_widens_the_result():
    only = COMPARABLE[COMPARABLE["series"] == "slow"]
    table = pd.DataFrame({"value": [708.4, 813.9], "lower": [708.0, 813.4], "upper": [708.7, 814.4]}, [2017, 2018])
    sharp, blurred = forecast(REVENUE, 1, only), forecast(table, 1, only)
    assert sharp.interval(80)[0] == pytest.approx(sharp.interval(80)[1])
    low, high = blurred.interval(80)
    assert 813.4 * 1.03 < low < 813.9 * 1.03 < high < 814.4 * 1.03
    assert high - low == pytest.approx(0.8 * 1.03, rel=0.1)


def test_a_cap_takes_what_lies_above_it_and_says_so():
    free = predicted()
    capped = free.capped(900)
    assert capped.quantile(0.9) == 900
    assert capped.quantile(0.01) == min(900, free.quantile(0.01))
    assert capped.probability(level=900) == pytest.approx(free.probability(level=900), abs=0.003)
    assert capped.probability(level=901) == 0
    assert "900" in capped.warnings[-1].text("zh")
    assert len(free.warnings) == len(capped.warnings) - 1


def test_as_of_uses_only_observations_and_class_years_known_by_then():
    longer = pd.Series({2015: 600.0, 2016: 650.0, 2017: 708.36, 2018: 813.9})
    found = forecast(longer, 2022, "national_products", as_of="2017-06-30", data=DATA)
    assert found.origin == 2016
    early = forecast(longer, 1, "world_economies", as_of="2017", data=DATA)
    late = forecast(longer.loc[:2016], 1, "world_economies", data=DATA)
    assert early.quantile(0.5) != late.quantile(0.5)


def test_a_class_of_years_that_were_not_yet_known_falls_back_on_all_years_and_says_so():
    found = forecast(pd.Series({2004: 1.0, 2005: 1.1}), 2, "national_products", as_of="2006", data=DATA)
    assert any(caution.key == "forecast.caution_all_years" for caution in found.warnings)
    assert found.classes == ("national_products",)


def test_a_class_without_any_growth_is_left_out_of_a_mix_and_refused_alone():
    young = pd.Series({2010: 1.0, 2011: 1.1})
    found = forecast(young, 2, as_of="2012", data=DATA)
    assert found.classes == ("city_secondary", "national_products")
    assert any(caution.key == "forecast.caution_class_empty" for caution in found.warnings)
    with pytest.raises(UsageError, match="listed_metal_firms"):
        forecast(young, 2, "listed_metal_firms", as_of="2012", data=DATA)


def test_a_horizon_beyond_the_class_is_said():
    found = predicted(horizon=2035, as_of="2019-11", reference="national_products")
    assert any(caution.key == "forecast.caution_class_short" for caution in found.warnings)
    assert all(caution.text(lang) for caution in found.warnings for lang in ("zh", "en"))


def test_a_long_table_gives_one_result_per_series():
    table = pd.DataFrame({"series": list("aabb"), "year": [2017, 2018, 2016, 2017], "value": [1.0, 2.0, 3.0, 4.0]})
    found = forecast(table, 2, COMPARABLE)
    assert isinstance(found, Forecasts)
    assert list(found) == ["a", "b"]
    assert found["b"].years == (2018, 2019)
    single = forecast(pd.Series({2016: 3.0, 2017: 4.0}), 2, COMPARABLE)
    np.testing.assert_array_equal(found["b"].levels, single.levels)
    frame = found.to_frame()
    assert list(frame.columns) == ["series", "unit", "year", "probability", "level"]
    assert set(frame["series"]) == {"a", "b"}
    assert len(found.summary("en").split("\n\n")) == 2


def test_the_tidy_table_holds_the_quantiles():
    found = predicted()
    frame = found.to_frame()
    for row in frame.itertuples():
        assert row.level == pytest.approx(found.quantile(row.probability, row.year))


def test_the_inputs_are_left_as_they_were():
    series, table = REVENUE.copy(), COMPARABLE.copy()
    predicted()
    pd.testing.assert_series_equal(REVENUE, series)
    pd.testing.assert_frame_equal(COMPARABLE, table)


def test_nothing_in_a_result_can_be_written_to():
    with pytest.raises(ValueError, match="read-only"):
        predicted().levels[0, 0] = 1


def test_a_result_that_no_reader_may_see_is_refused():
    found = predicted()
    for bad in (np.full_like(found.levels, np.nan), found.levels[:, ::-1].copy(), found.levels[:, :5].copy()):
        with pytest.raises(ValueError, match="levels must"):
            copy.replace(found, levels=bad) if hasattr(copy, "replace") else found.__class__(
                found.name, found.unit, found.observed, found.years, bad, found.kind
            )


@pytest.mark.parametrize(
    "ask",
    [
        lambda found: found.probability(),
        lambda found: found.probability(0.05, level=1000),
        lambda found: found.probability(5),
        lambda found: found.probability(-1),
        lambda found: found.probability(float("nan")),
        lambda found: found.probability(level=float("nan")),
        lambda found: found.probability(0.05, 2018),
        lambda found: found.quantile(0),
        lambda found: found.quantile(1),
        lambda found: found.quantile(0.5, 2023),
        lambda found: found.interval(100),
        lambda found: found.interval(0.8, 2030),
        lambda found: found.required_growth(0),
        lambda found: found.required_growth(float("nan")),
        lambda found: found.expected_shortfall(float("nan"), 2022),
    ],
)
def test_a_question_without_a_sound_answer_is_refused_in_both_languages(ask):
    with pytest.raises(UsageError) as raised:
        ask(predicted())
    assert raised.value.text("zh") != raised.value.text("en")


def test_five_instead_of_five_percent_is_explained():
    with pytest.raises(UsageError, match=r"0\.05"):
        predicted().probability(5)


def test_a_faulty_series_horizon_class_or_date_is_refused():
    with pytest.raises(FaultsError, match="2018"):
        forecast(pd.Series({2018: 813.9}), 4, COMPARABLE)
    with pytest.raises(UsageError, match="2018"):
        predicted(horizon=2018)
    with pytest.raises(UsageError, match="national_products"):
        predicted(reference="products")
    with pytest.raises(UsageError, match="soon"):
        predicted(as_of="soon")


def test_the_notebook_shows_html_with_caption_unit_and_numbers_and_text_as_a_fallback():
    bundle = predicted(reference="national_products", as_of="2019-11")._repr_mimebundle_()
    assert "<caption>" in bundle["text/html"]
    assert "2022" in bundle["text/plain"]
    assert "forecast/revenue/2022/median" in bundle[RESULTS_MIME]
    assert bundle[RESULTS_MIME]["forecast/revenue/2022/median"]["trace"] == ["reference/national_products"]


def test_the_plot_is_the_fan_chart_of_the_result():
    chart = predicted(reference="national_products", as_of="2019-11").plot("zh")
    assert "2022" in chart.finding
    assert chart.alt


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_summary_never_gives_a_figure_without_its_interval(lang):
    found = predicted(reference="national_products", as_of="2019-11")
    text = found.summary(lang)
    low, high = (f"{end:,.2f}" if lang == "en" else f"{end:.2f}" for end in found.interval(80))
    assert low in text
    assert high in text
    assert ("情景" in text) == (lang == "zh")
    assert ("亿元" in text) == (lang == "zh")


def test_a_result_crosses_a_process_boundary():
    found = predicted(reference="city_secondary")
    again = pickle.loads(pickle.dumps(found))  # noqa: S301 our own bytes
    np.testing.assert_array_equal(again.levels, found.levels)
    assert [caution.text("zh") for caution in again.warnings] == [caution.text("zh") for caution in found.warnings]


levels = st.floats(1e-6, 1e12)


@settings(max_examples=60, deadline=None)
@given(st.lists(levels, min_size=2, max_size=12), st.integers(1, 30))
def test_no_positive_series_gives_nan_a_warning_or_a_falling_quantile(values, horizon):
    series = pd.Series(values, index=range(2000, 2000 + len(values)))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = forecast(series, horizon, COMPARABLE)
    assert np.isfinite(found.levels).all()
    assert (found.levels > 0).all()
    chances = [found.probability(goal) for goal in (-0.5, 0, 0.05, 0.5)]
    assert chances == sorted(chances, reverse=True)
    assert all(0 <= chance <= 1 for chance in chances)
