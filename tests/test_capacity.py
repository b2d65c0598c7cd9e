from dataclasses import replace
from pathlib import Path

import pytest

from lcanalysis.definition import Name
from lcanalysis.forecasting import forecast
from lcanalysis.forecasting.capacity import COLUMNS, cap_source, capped_outlooks
from lcanalysis.plan import load

PLAN = load(Path(__file__).parent.parent / "data")


def with_caps(*caps):
    return replace(PLAN, definition=PLAN.definition.model_copy(update={"caps": caps}))


@pytest.fixture(scope="module")
def found():
    return capped_outlooks(PLAN, 2022)


@pytest.mark.parametrize(("product", "cap"), [("primary_aluminium", 158), ("alumina", 440.24)])
def test_a_capped_output_is_the_lesser_of_the_free_one_and_the_cap(found, product, cap):
    for name in ("low", "median", "high"):
        free, capped = (float(found.loc[f"{product}/{case}", name]) for case in ("without", "with"))
        assert capped == pytest.approx(min(free, cap), rel=1e-12)
    assert float(found.loc[f"{product}/without", "high"]) > cap


def test_a_cap_that_equals_the_latest_output_within_rounding_leaves_its_probability(found):
    # 440 万吨 of capacity, 440.24 made in 2018: no less likely to be made again than without the cap.
    assert found.loc["alumina/with", "reaches"] == found.loc["alumina/without", "reaches"] > 0
    # Aluminium is capped below the output of 2018 on purpose, as plan.yml says.
    assert found.loc["primary_aluminium/with", "reaches"] == 0


def test_a_cap_that_was_exceeded_is_not_applied_unless_asked_for():
    caps = [cap.model_copy(update={"below_latest": False}) for cap in PLAN.definition.caps]
    found = capped_outlooks(with_caps(*caps), 2022)
    assert [at for at in found.index if at.startswith("primary")] == ["primary_aluminium/without"]


def test_a_year_that_was_observed_already_has_no_capped_forecast_and_the_columns_stay():
    found = capped_outlooks(PLAN, 2018)
    assert found.empty
    assert list(found.columns) == list(COLUMNS)


def test_the_free_forecast_is_that_of_the_public_call(found):
    series = PLAN.series("output", "alumina")
    free = forecast(series, 2022, as_of="2019-12-31", data=PLAN.data)
    assert float(found.loc["alumina/without", "median"]) == pytest.approx(free.quantile(0.5), rel=1e-9)
    assert float(found.loc["alumina/without", "reaches"]) == pytest.approx(
        100 * free.probability(level=series[2018]), abs=1e-7
    )


def test_numbers_follow_from_the_cells_and_the_classes_and_with_the_cap_from_plan_yml(found):
    free, capped = (set(found.loc[f"alumina/{case}", "median"].trace.machine) for case in ("without", "with"))
    assert "development_plan/2019-11/production.csv B4" in free
    assert any(source.startswith("reference/") for source in free)
    assert capped - free == {"plan.yml"}


@pytest.mark.parametrize(("tonnes", "is_applied"), [("4400000", False), ("4410000", True)])
def test_a_cap_in_another_unit_is_shown_in_that_of_the_figures_with_its_own_rounding(tonnes, is_applied):
    # Stated to the tonne, 4400000 吨 lies below the 440.24 万吨 made in 2018; 440 万吨 does not.
    alumina = next(cap for cap in PLAN.definition.caps if cap.entity == "alumina")
    found = capped_outlooks(with_caps(alumina.model_copy(update={"level": tonnes, "unit": "吨"})), 2022)
    assert found.loc["alumina/without", "level"].text("zh") == f"{int(tonnes) // 10000}万吨"
    assert ("alumina/with" in found.index) == is_applied


def test_two_caps_of_one_entity_have_rows_of_their_own():
    alumina = next(cap for cap in PLAN.definition.caps if cap.entity == "alumina")
    found = capped_outlooks(with_caps(alumina, alumina.model_copy(update={"level": "500"})), 2022)
    assert list(found.index) == ["alumina/without", "alumina/with", "alumina/1/without", "alumina/1/with"]
    assert found["cap"].tolist() == [0, 0, 1, 1]


def test_a_cap_later_than_the_plan_is_marked_as_later_knowledge(found):
    later = found.drop_duplicates("cap").set_index("entity")["is_later"]
    assert later.to_dict() == {"primary_aluminium": True, "alumina": False}


def test_a_cap_is_cited_with_its_date_unless_its_source_names_the_year_already():
    dated = PLAN.definition.caps[0].model_copy(
        update={"source": Name(zh="《2022年统计公报》", en="Communiqué of 2022")}
    )
    assert cap_source(PLAN.definition.caps[0]).text("zh") == "《大众日报》，2022年5月发布"
    assert cap_source(dated).text("en") == "Communiqué of 2022"
