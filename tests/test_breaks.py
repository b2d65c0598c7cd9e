"""A break in a series: declared in plan.yml, carried by its first observation, never crossed by a growth rate."""

from pathlib import Path

import pandas as pd
import pytest

from lcanalysis.cleaning import clean
from lcanalysis.errors import FaultsError, UsageError
from lcanalysis.forecasting import forecast
from lcanalysis.plan import load

ROOT = Path(__file__).parent.parent
BREAK = """
breaks:
  - indicator: revenue
    entity: cluster
    period: "{period}"
    reason: {{zh: 规模以上企业范围调整, en: another set of firms above scale}}
    source: {{zh: 统计公报, en: the communique}}
"""


def declare(data, text):
    with (data / "raw" / "plan.yml").open("a", encoding="utf-8") as file:
        file.write(text)


def test_the_first_observation_of_a_new_level_is_marked_and_no_other(data):
    declare(data, BREAK.format(period="2018"))
    clean(data)
    marked = load(data).observations.query("is_break")
    assert {(row.indicator, row.entity, row.period) for row in marked.itertuples()} == {("revenue", "cluster", "2018")}
    assert load(data).series("revenue", "cluster").attrs["breaks"] == (2018,)


def test_without_a_declared_break_nothing_is_marked():
    plan = load(ROOT / "data")
    assert not plan.observations["is_break"].any()
    assert plan.series("revenue", "cluster").attrs["breaks"] == ()


def test_a_break_of_what_was_never_published_is_a_fault_with_its_line_and_nothing_is_written(data):
    before = (data / "processed" / "observations.csv").read_bytes()
    lines = (data / "raw" / "plan.yml").read_text(encoding="utf-8").count("\n")
    declare(data, BREAK.format(period="2031"))
    with pytest.raises(FaultsError) as raised:
        clean(data)
    assert f"plan.yml row {lines + 3}" in raised.value.text("en")
    assert "revenue/cluster/liaocheng in 2031" in raised.value.text("en")
    assert (data / "processed" / "observations.csv").read_bytes() == before


def test_a_break_of_an_unknown_indicator_is_a_fault(data):
    declare(data, BREAK.format(period="2018").replace("indicator: revenue", "indicator: sunshine"))
    with pytest.raises(FaultsError, match="sunshine"):
        clean(data)


def test_a_forecast_does_not_look_across_a_break_and_says_so():
    levels = {2014: 10.0, 2015: 11.0, 2016: 300.0, 2017: 310.0, 2018: 322.0}
    whole = pd.Series(levels, name="x")
    cut = pd.Series(levels, name="x")
    cut.attrs["breaks"] = (2016,)
    late = forecast(whole.loc[2016:], 2022, "national_products")
    broken = forecast(cut, 2022, "national_products")
    assert broken.quantile(0.5) == late.quantile(0.5)
    assert broken.quantile(0.5) != forecast(whole, 2022, "national_products").quantile(0.5)
    assert any("from 2016 on" in caution.text("en") for caution in broken.warnings)
    assert not any("from 2016 on" in caution.text("en") for caution in late.warnings)


def test_an_argument_wins_over_what_is_declared():
    series = pd.Series({2015: 10.0, 2016: 11.0, 2017: 12.0, 2018: 13.0}, name="x")
    series.attrs["breaks"] = (2017,)
    assert forecast(series, 2022, "national_products", breaks=()).observed.years == (2015, 2016, 2017, 2018)
    assert forecast(series, 2022, "national_products").observed.years == (2017, 2018)


def test_one_observation_after_a_break_is_too_few_and_is_named(data):
    declare(data, BREAK.format(period="2018"))
    clean(data)
    with pytest.raises(UsageError, match=r"2018.*813\.9"):
        forecast(load(data).series("revenue", "cluster"), 2022, data=data)
