import copy
import pickle
import warnings
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import lcanalysis
from lcanalysis.errors import FaultsError, UsageError
from lcanalysis.exhibits import EXHIBIT_MIME
from lcanalysis.forecasting import Forecasts, forecast
from lcanalysis.forecasting.distribution import GRID
from lcanalysis.forecasting.scales import WorkingScale
from lcanalysis.wording import LANGUAGES

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


def test_the_median_lies_between_the_growth_of_the_class_and_the_series_own():
    found = predicted(reference="national_products", as_of="2019-11")
    assert found.years == (2019, 2020, 2021, 2022)
    alone = predicted(reference="national_products", as_of="2019-11", shrinkage=0.0)
    own = 813.9 * (813.9 / 708.36) ** 4
    assert alone.quantile(0.5) < found.quantile(0.5) < own


def test_two_points_never_give_one_confident_line():
    found = predicted(reference=None, as_of="2019-11")
    assert found.kind == "scenario"
    for year in found.years:
        low, high = found.interval(80, year)
        # Holt's line gives 1236 for 2022 and a band of no width.
        assert high / low > 1.2
    assert (found.years[0], found.years[-1]) == (2019, 2022)


def test_the_plans_question_has_an_answer_a_little_better_than_even_by_every_recent_class():
    for name in ("national_products", "city_secondary", "listed_metal_firms", None):
        found = predicted(reference=name, as_of="2019-11")
        assert 0.58 < found.probability(level=1000) < 0.72, name
        assert found.probability(0.05) > found.probability(level=1000) > found.probability(0.08)
    boom = predicted(reference="national_industry_revenue", as_of="2019-11")
    assert boom.probability(level=1000) > 0.75


def test_probability_is_exact_and_the_quantiles_follow_it():
    found = predicted(reference=None, as_of="2019-11")
    for year in found.years:
        for q in (0.01, 0.1, 0.5, 0.9, 0.99):
            level = found.quantile(q, year)
            assert found.probability(level=level, year=year) == pytest.approx(1 - q, abs=0.002)


def test_a_third_of_every_pool_is_the_growth_of_any_series():
    own, general, city = (
        predicted(reference=name, as_of="2019-11").quantile(0.5) for name in (None, [], "city_secondary")
    )
    assert general < city
    assert general < own
    alone = predicted(reference=[], as_of="2019-11")
    assert alone.classes == ()


def test_more_observations_of_steady_growth_make_the_interval_narrower():
    widths = []
    for count in (2, 3, 5, 8, 12):
        steady = pd.Series({2019 - back: 100 * 1.06**-back for back in range(count, 0, -1)})
        low, high = forecast(steady, 4, "national_products", "2019-11", data=DATA).interval(80)
        widths.append(np.log(high / low))
    assert widths == sorted(widths, reverse=True)


def test_five_observations_make_a_forecast_and_four_a_scenario():
    for count, kind in ((4, "scenario"), (5, "forecast")):
        series = pd.Series({2000 + at: 100.0 + at for at in range(count)})
        found = forecast(series, 2, "national_products", data=DATA)
        assert found.kind == kind
        assert found.summary("zh").startswith({"scenario": "情景", "forecast": "预测"}[kind])


def test_a_break_cuts_the_series_and_must_leave_two_observations():
    series = pd.Series({2014: 900.0, 2015: 950.0, 2016: 600.0, 2017: 630.0, 2018: 650.0})
    found = forecast(series, 2, "national_products", breaks=[2016], data=DATA)
    assert found.observed.years == (2016, 2017, 2018)
    np.testing.assert_array_equal(found.levels, forecast(series[2:], 2, "national_products", data=DATA).levels)
    with pytest.raises(UsageError, match=r"2018.*650"):
        forecast(series, 2, "national_products", breaks=[2018], data=DATA)
    with pytest.raises(UsageError, match=r"2016\.5"):
        forecast(series, 2, "national_products", breaks=[2016.5], data=DATA)


def test_a_loss_is_refused_in_logs_naming_year_value_and_the_way_out():
    profit = pd.Series({2016: 5.0, 2017: -3.0, 2018: 4.0, 2019: 6.0})
    with pytest.raises(FaultsError, match=r"2017 is -3\.0.*scale=level"):
        forecast(profit, 2, data=DATA)
    found = forecast(profit, 2, scale="level", data=DATA)
    assert 0.02 < 1 - found.probability(level=0) < 0.2  # one of its four years was a loss
    assert any(caution.key == "forecast.caution_scale_measured" for caution in found.warnings)
    losing = forecast(-profit, 2, scale="level", data=DATA)
    assert 0 < losing.probability(level=0) < 1
    with pytest.raises(UsageError, match="-6"):
        losing.probability(0.05)


def test_a_class_of_profits_speaks_only_of_what_may_be_negative():
    profit = pd.Series({2017: 19.16, 2018: 17.8})
    found = forecast(profit, 4, scale="level", data=DATA)
    assert [each.name for each in found.references] == ["national_industry_profit"]
    low, high = found.interval(80, 2019)
    assert low < 17.8 * 1.296 < high  # what came: profit rose by 29.6% in 2019
    with pytest.raises(UsageError, match="scale=level"):
        forecast(profit, 4, "national_industry_profit", data=DATA)


@pytest.mark.parametrize("size", [1e-300, 1.0, 1e300])
def test_asinh_levels_come_back_as_they_went_whatever_their_size(size):
    values = np.array([[-3.0, 0.0, 0.5, 400.0]]) * size
    working = WorkingScale.of("level", values)
    np.testing.assert_allclose(working.back(working.to(values)), values, rtol=1e-9)


def test_a_share_stays_between_0_and_100_and_a_ratio_above_0():
    share = pd.Series({2016: 90.0, 2017: 95.0, 2018: 98.0})
    found = forecast(share, 8, scale="share", unit="%", data=DATA)
    assert 0 < found.levels.min() < found.levels.max() < 100
    assert forecast(share, 8, scale="share", unit="比", data=DATA).levels.max() > 100
    with pytest.raises(FaultsError, match=r"2018 is 120"):
        forecast(pd.Series({2017: 90.0, 2018: 120.0}), 2, scale="share", data=DATA)
    with pytest.raises(UsageError, match="logit"):
        forecast(share, 8, scale="logit", data=DATA)


def test_a_class_of_profits_gives_the_law_of_a_profit():
    table = pd.DataFrame(
        {"series": list("aaaabbbb"), "year": [*range(2010, 2014)] * 2, "value": [5.0, -2, 3, 8, 40, 38, 45, -10]}
    )
    found = forecast(pd.Series({2013: 1.0, 2014: -1.0}), 3, table, scale="level", data=DATA)
    assert np.isfinite(found.levels).all()
    with pytest.raises(UsageError, match="city_secondary"):
        forecast(pd.Series({2013: 1.0, 2014: -1.0}), 3, "city_secondary", scale="level", data=DATA)


def test_without_own_evidence_the_own_growth_does_not_matter_and_a_lighter_tail_keeps_the_middle():
    slow, fast = (pd.Series({2017: before, 2018: 813.9}) for before in (810.0, 600.0))
    one, other = (forecast(each, 4, "city_secondary", "2019-11", shrinkage=0, data=DATA) for each in (slow, fast))
    np.testing.assert_allclose(one.quantile(0.5), other.quantile(0.5), rtol=2e-3)
    fitted, light = (forecast(slow, 4, COMPARABLE, tail=tail, data=DATA) for tail in (None, 30.0))
    assert light.interval(80) == pytest.approx(fitted.interval(80), rel=0.01)
    assert light.quantile(0.999) < fitted.quantile(0.999)
    for bad in ({"shrinkage": -1}, {"shrinkage": float("nan")}, {"tail": 0.5}):
        with pytest.raises(UsageError):
            forecast(slow, 4, COMPARABLE, data=DATA, **bad)


def test_a_series_from_before_all_classes_gets_the_generic_law_and_says_so():
    found = forecast(pd.Series({1970: 1.0, 1971: 1.1}), 2, data=DATA)
    assert any(caution.key == "forecast.caution_generic_only" for caution in found.warnings)
    assert all(caution.text(lang) for caution in found.warnings for lang in ("zh", "en"))
    named = forecast(pd.Series({1970: 1.0, 1971: 1.1}), 2, "national_products", data=DATA)
    assert any(caution.key == "forecast.caution_class_later" for caution in named.warnings)


def test_a_goal_as_growth_and_the_level_it_leads_to_have_one_probability():
    found = predicted(reference="national_products")
    level = 813.9 * 1.05**4
    assert round(level, 2) == 989.30
    assert found.probability(0.05) == pytest.approx(found.probability(level=level), abs=1e-9)


def test_required_growth_is_the_exact_one():
    assert predicted().required_growth(1000) == pytest.approx((1000 / 813.9) ** 0.25 - 1)
    assert predicted().required_growth(1000, 2020) == pytest.approx((1000 / 813.9) ** 0.5 - 1)


def test_expected_shortfall_is_the_mean_of_what_is_missing():
    found = predicted()
    points = np.interp((np.arange(50_000) + 0.5) / 50_000, GRID, found.levels[-1])
    assert found.expected_shortfall(1000) == pytest.approx(np.maximum(1000 - points, 0).mean(), rel=1e-3)
    assert found.expected_shortfall(500) < found.expected_shortfall(600) < 10


def test_a_pool_lies_between_its_classes():
    names = ["city_secondary", "national_products", "listed_metal_firms"]
    singles = [predicted(reference=name, as_of="2019-11").probability(level=1000) for name in names]
    pooled = predicted(reference=names, as_of="2019-11").probability(level=1000)
    assert min(singles) - 0.02 < pooled < max(singles) + 0.02


def test_the_rounding_of_the_last_observation_widens_the_result():
    table = pd.DataFrame({"value": [708.4, 813.9], "lower": [708.0, 613.9], "upper": [708.7, 1013.9]}, [2017, 2018])
    sharp = forecast(REVENUE.set_axis([2017, 2018]), 1, COMPARABLE, data=DATA)
    blurred = forecast(table, 1, COMPARABLE, data=DATA)
    assert blurred.interval(80)[0] < sharp.interval(80)[0] < sharp.interval(80)[1] < blurred.interval(80)[1]
    for q in (0.05, 0.5, 0.95):
        assert blurred.probability(level=blurred.quantile(q)) == pytest.approx(1 - q, abs=0.003)


@given(st.floats(813.9, 2000), st.floats(0.001, 0.999), st.floats(500, 3000))
@example(813.9, 0.5, 813.9000000000001)
def test_what_is_made_under_a_cap_is_the_lesser_of_the_level_and_the_cap(cap, q, level):
    free = predicted(reference="national_products", as_of="2019-11")
    capped = free.capped(cap)
    for year in free.years:
        assert capped.quantile(q, year) == min(free.quantile(q, year), cap)
        assert capped.interval(80, year) == tuple(min(end, cap) for end in free.interval(80, year))
        reached = free.probability(level=level, year=year)
        # A level that is the cap but for its last bit is the cap.
        assert capped.probability(level=level, year=year) == (reached if level <= cap * (1 + 1e-12) else 0)
    assert (capped.levels == np.minimum(free.levels, cap)).all()
    # The mean shortfall from a goal: as before below the cap, and the rest of the goal above it.
    missed = free.expected_shortfall(level) if level <= cap else level - cap + capped.expected_shortfall(cap)
    assert capped.expected_shortfall(level) == pytest.approx(missed, abs=1e-6 * level)


def test_a_growth_that_needs_just_the_cap_keeps_its_probability():
    free = predicted()
    capped = free.capped(813.9 * 1.05**4)
    assert capped.probability(0.05) == free.probability(0.05) > 0
    assert capped.probability(0.0501) == 0


def test_a_cap_is_told_in_the_readers_language_and_leads_back_to_the_forecast_without_it():
    free, capped = predicted(), predicted(cap=1000)
    assert capped.uncapped.quantile(0.9) == free.quantile(0.9)
    assert len(free.warnings) == len(capped.warnings) - 1
    assert capped.warnings[-1].text("zh").startswith("假定不超过1000亿元")
    assert capped.warnings[-1].text("en").startswith("Assumed never to exceed 100 billion yuan")
    assert "以上假定不超过1000亿元" in capped.summary("zh")
    assert "never exceeds 100 billion yuan" in capped.summary("en")
    for lang, named, told in (
        ("zh", "上限1000亿元", "假定不超过1000亿元"),
        ("en", "the assumed cap of 100 billion yuan", "assumed never to exceed 100 billion yuan"),
    ):
        chart = capped.plot(lang)
        assert named in chart.alt
        assert told in chart.finding
    with pytest.raises(UsageError, match="1000"):
        capped.capped(900)


@pytest.mark.parametrize("cap", [10, 800, 813, 0, -5, float("nan"), float("inf")])
def test_a_cap_below_the_last_observation_or_that_is_no_level_is_refused_in_both_languages(cap):
    with pytest.raises(UsageError) as raised:
        predicted(cap=cap)
    assert all(str(cap)[:2] in raised.value.text(lang).lower() for lang in ("zh", "en"))


def test_a_cap_below_the_last_observation_must_be_asked_for():
    found = predicted(cap=800, cap_below_latest=True)
    assert found.interval(80)[1] == 800
    assert found.probability(level=813.9) == 0


@pytest.mark.parametrize(("cap", "counts_as"), [(440, 440.24), (440.2, 440.24), (441, 441), (Decimal(440), 440.24)])
def test_a_cap_that_equals_the_last_observation_within_rounding_counts_as_it(cap, counts_as):
    output = pd.Series({2017: 430.09, 2018: 440.24})
    found = forecast(output, 2022, "national_products", data=DATA, cap=cap)
    assert found.cap == counts_as
    assert found.probability(level=440.24) == found.uncapped.probability(level=440.24)


def test_a_cap_with_more_digits_than_the_rounding_it_differs_by_is_refused():
    with pytest.raises(UsageError, match=r"440\.00"):
        forecast(pd.Series({2017: 430.09, 2018: 440.24}), 2022, "national_products", data=DATA, cap=Decimal("440.00"))


def test_of_a_share_a_cap_lies_between_0_and_100():
    share = pd.Series({2017: 40.0, 2018: 45.0})
    found = forecast(share, 2022, scale="share", unit="%", data=DATA, cap=60)
    assert found.interval(90)[1] == 60
    with pytest.raises(UsageError, match="120"):
        forecast(share, 2022, scale="share", unit="%", data=DATA, cap=120)


def test_as_of_uses_only_observations_and_class_years_known_by_then():
    longer = pd.Series({2015: 600.0, 2016: 650.0, 2017: 708.36, 2018: 813.9})
    found = forecast(longer, 2022, "national_products", as_of="2017-06-30", data=DATA)
    assert found.origin == 2016
    # Without a date, what the class knew at the last observation; with a later one, what it knew then.
    early = forecast(longer.loc[:2016], 1, "world_economies", as_of="2017", data=DATA)
    late = forecast(longer.loc[:2016], 1, "world_economies", as_of="2024", data=DATA)
    without = forecast(longer.loc[:2016], 1, "world_economies", data=DATA)
    assert early.quantile(0.5) == without.quantile(0.5) != late.quantile(0.5)


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


def test_a_horizon_beyond_what_was_tested_is_said():
    found = predicted(horizon=2035, as_of="2019-11", reference="national_products")
    assert any(caution.key == "forecast.caution_far" for caution in found.warnings)
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
        lambda found: found.probability(level=1000, at_most=1200),
        lambda found: found.probability(0.05, over="sum"),
        lambda found: found.probability(level=1000, over="month"),
        lambda found: found.probability(at_most=float("nan"), over="each_year"),
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
    assert "<caption" in bundle["text/html"]
    assert "2022" in bundle["text/plain"]
    exhibit = bundle[EXHIBIT_MIME]
    assert set(exhibit["numbers"]["forecast/revenue/2022/median"]["trace"]) == {
        "reference/national_products",
    }
    for lang in LANGUAGES:
        assert predicted(reference="national_products", as_of="2019-11").summary(lang) in exhibit[lang]["foot"][1]


def test_the_plot_is_the_fan_chart_of_the_result():
    chart = predicted(reference="national_products", as_of="2019-11").plot("zh")
    assert "2022" in chart.finding
    assert chart.alt


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_summary_never_gives_a_figure_without_its_interval(lang):
    found = predicted(reference="national_products", as_of="2019-11")
    text = found.summary(lang)
    low, high = (f"{end / 10:.0f}" if lang == "en" else f"{round(end, -1):.0f}" for end in found.interval(80))
    assert low in text
    assert high in text
    assert ("情景" in text) == (lang == "zh")
    assert ("亿元" in text) == (lang == "zh")


def test_a_result_crosses_a_process_boundary():
    found = predicted(reference="city_secondary")
    again = pickle.loads(pickle.dumps(found))  # noqa: S301 our own bytes
    np.testing.assert_array_equal(again.levels, found.levels)
    assert [caution.text("zh") for caution in again.warnings] == [caution.text("zh") for caution in found.warnings]


levels = st.floats(1e-250, 1e250)
EXTREMES = ([1e-300] * 3, [1e300, 1e300], [1.0, 1e6], [1e6, 1.0, 1.0], [1.0] * 40, [5e-324, 1e308])


@pytest.mark.parametrize("values", EXTREMES)
@pytest.mark.parametrize("horizon", [1, 50])
def test_constant_tiny_huge_and_jumping_levels_are_forecast(values, horizon):
    found = forecast(pd.Series(values, index=range(2019 - len(values), 2019)), horizon, data=DATA)
    assert np.isfinite(found.levels).all()
    assert (found.levels > 0).all()


@settings(max_examples=60)
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
