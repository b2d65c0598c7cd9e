"""The page that looks back: figures of others beside the forecast of their time."""

from pathlib import Path

import pytest
from made_plans import HARD, write
from notebook_exhibits import Page
from test_one_answer import with_years
from test_outcomes import declare

from lcanalysis.cleaning import clean

ROOT = Path(__file__).parent.parent
MONTH = {'period: "2022"': 'period: "2022-06"'}
KNOWN_FROM_BELOW = {"is: exact": "is: above"}


def page(data, value, **changes):
    declare(data, value, **changes)
    return Page("outcomes.ipynb", data)


def test_what_the_city_has_published_since_is_told_with_its_differing_definitions():
    found = Page("outcomes.ipynb", ROOT / "data")
    text = found.whole("zh")
    for fact in ("29.6", "超过1000", "不含钢铁加工", "158", "440", "2110.47", "8.4"):
        assert fact in text
    assert {key: found.numbers[f"answer/{key}"] for key in ("count", "later", "compared")} == {
        "count": "17",
        "later": "15",
        "compared": "2",
    }
    assert found.numbers["answer/nonferrous_revenue_2024/odds"] == "71.32"
    assert found.numbers["beside/ten_nonferrous_2025/median"] == "231"
    assert "outcomes.yml ten_nonferrous_2025" in found.trace("beside/ten_nonferrous_2025/median")


def test_a_quotation_stands_as_it_was_printed():
    found = Page("outcomes.ipynb", ROOT / "data")
    assert "an alumina refinery owned" in found.text("quotations", "en")


def test_a_plan_without_figures_of_others_says_so(data):
    (data / "raw" / "outcomes.yml").unlink()
    found = Page("outcomes.ipynb", data)
    assert "No figures from other sources" in found.text("answer", "en")
    assert set(found.exhibits) == {"answer", "beside"}


@pytest.mark.parametrize(("value", "place"), [("900", "inside"), ("100", "below"), ("9000", "above")])
def test_a_figure_lies_inside_below_or_above_the_interval_of_its_time(data, value, place):
    found = page(data, value)
    assert found.numbers["beside/one/place"] == place
    assert f"{place} the 80% interval forecast in 2019" in found.text("answer", "en")


@pytest.mark.parametrize(("value", "place"), [("1000", "open"), ("9000", "above")])
def test_a_figure_known_only_from_below_decides_nothing_unless_it_is_beyond_the_interval(data, value, place):
    found = page(data, value, **KNOWN_FROM_BELOW)
    assert found.numbers["beside/one/place"] == place
    assert ("可能性为" in found.text("answer")) == (place == "open")
    assert found.rows("beside")[0][2] == f"超过{value}"


def test_a_figure_in_another_unit_is_compared_in_that_of_the_plan_and_shown_as_published(data):
    found = page(data, "9000000", **{"unit: 亿元": "unit: 万元"})
    assert found.numbers["beside/one/place"] == "inside"
    assert "9000000万元" in found.text("answer")
    shown = found.exhibits["beside"]["zh"]
    assert (shown["unit"], shown["heads"][2], found.rows("beside")[0][2]) == ("亿元", "公布值（万元）", "9000000")


def test_a_single_figure_is_a_singular_and_a_month_is_called_one(data):
    found = page(data, "900", **MONTH)
    assert "1 figure from another source bears on the plan" in found.text("answer", "en")
    assert ("2022年6月" in found.text("answer"), "in June 2022:" in found.text("answer", "en")) == (True, True)
    assert found.rows("beside")[0][1] == "2022-06"


def test_a_figure_that_the_plans_own_cannot_be_forecast_beside_is_told_with_the_reason(data):
    found = page(data, "900", **{"entity: cluster": "entity: copper"})
    assert found.numbers["answer/compared"] == "0"
    assert found.text("beside", "en").endswith("no yearly figure is published: no forecast")
    assert "测算的80%区间" not in found.whole()


def test_a_later_year_with_a_revision_moves_no_forecast_of_then(tmp_path):
    plan = with_years(tmp_path, year2019=("930.0", "2020-03"))
    before, after = (Page("outcomes.ipynb", data).numbers for data in (ROOT / "data", plan.data))
    assert before == after


def test_a_gap_in_the_plans_years_is_no_obstacle(tmp_path):
    plan = with_years(tmp_path, year2020=("925.0", "2021-02"))
    assert Page("outcomes.ipynb", plan.data).numbers["answer/compared"] == "2"


@pytest.mark.parametrize("name", list(HARD)[:4])
def test_a_plan_of_another_shape_without_figures_of_others_has_a_page(name, tmp_path):
    clean(write(HARD[name], tmp_path / "plan"))
    assert "尚未收录" in Page("outcomes.ipynb", tmp_path / "plan").text("answer")
