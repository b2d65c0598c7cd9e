"""The page of any indicator: amounts with months of a running year, shares, scores and counts, floors, ceilings and what is kept."""

import re

import made_plans
import pytest
from made_plans import Figure, Made, goal, write
from run_in_process import run

from lcanalysis.cleaning.pipeline.clean import clean
from lcanalysis.goals.within_year import year_so_far
from lcanalysis.plan import load

MORE = {
    "inspected": {"zh": "抽检覆盖率", "en": "coverage of inspection", "dimension": "ratio"},
    "waste": {"zh": "固废产生量", "en": "solid waste", "dimension": "mass"},
    "score": {"zh": "营商环境得分", "en": "business climate score", "dimension": "points", "unit": "分"},
    "green": {"zh": "绿化率", "en": "green cover", "dimension": "ratio"},
}


def figures(indicator, entity, unit, **values):
    return tuple(
        Figure(indicator, entity, year[1:].replace("_", "-"), printed, unit) for year, printed in values.items()
    )


FIGURES = (
    *figures("output", "steel", "万吨", y2019="190.0", y2020="200.0", y2020_01__06="80.0", y2021_01__06="90.0"),
    *figures("inspected", "cluster", "%", y2019="88.0", y2020="92.0", y2021="97.5"),
    *figures("waste", "cluster", "万吨", y2019="52.0", y2020="50.0", y2021="49.0"),
    *figures("score", "cluster", "分", y2019="71.5", y2020="74.0", y2021="78.0"),
    *figures("firms", "cluster", "家", y2019="40", y2020="44", y2021="47"),
    *figures("green", "cluster", "%", y2019="41.0", y2020="42.0", y2021="41.5"),
)
GOALS = (
    goal("output", "steel", "growth", 5, "%", 2020, 2025),
    goal("inspected", "cluster", "coverage", 100, "%", 2020, 2025),
    goal("waste", "cluster", "level", 45, "万吨", 2020, 2025, "at_most"),
    goal("score", "cluster", "level", 90, "分", 2020, 2025),
    goal("firms", "cluster", "count", 60, "家", 2020, 2025),
    goal("green", "cluster", "keep", 40, "%", 2020, 2025),
)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made_plans, "INDICATORS", made_plans.INDICATORS | MORE)
        made = Made(2020, 2025, (("2022-03", FIGURES),), segments={"cluster": ()}, goals=GOALS, has_classes=False)
        folder = write(made, tmp_path_factory.mktemp("any") / "plan")
    clean(folder)
    return folder


@pytest.fixture(scope="module")
def pages(data):
    found = {}
    for indicator in ("output", "inspected", "waste", "score", "firms", "green"):
        entity = "steel" if indicator == "output" else "cluster"
        shown = run("indicator.ipynb", data=str(data), indicator=indicator, entity=entity, target_year=2025)
        found[indicator] = {exhibit.to_json()["id"]: exhibit for _, exhibit in shown}
    return found


def said(page, exhibit, lang):
    return page[exhibit].to_json()[lang]["markdown"]


@pytest.mark.parametrize("indicator", ["output", "inspected", "waste", "score", "firms", "green"])
def test_every_kind_of_indicator_has_an_answer_a_chart_and_its_figures(pages, indicator):
    page = pages[indicator]
    assert {"answer", "fan_chart", "basis", "caveats"} <= set(page)
    for lang in ("zh", "en"):
        assert "2025" in said(page, "answer", lang)
        assert "nan" not in said(page, "answer", lang).lower()


def test_a_share_stays_within_its_whole_and_moves_by_points(pages):
    answer = pages["inspected"]["answer"]
    numbers = answer.results()
    low, high = (float(numbers[f"answer/band/{end}"]["value"]) for end in ("low", "high"))
    assert 0 < low < high < 100
    assert "提高5.5个百分点" in said(pages["inspected"], "answer", "zh")


def test_a_score_has_no_percent_and_a_count_is_whole(pages):
    assert re.search(r"在[\d.]+～[\d.]+分之间", said(pages["score"], "answer", "zh"))
    assert re.search(r"在\d+～\d+家之间", said(pages["firms"], "answer", "zh"))


@pytest.mark.parametrize("indicator", ["inspected", "score", "firms", "green"])
def test_where_no_class_was_tested_no_probability_is_told(pages, indicator):
    assert "不给出实现的可能性" in said(pages[indicator], "answer", "zh")
    assert "probability of meeting" not in said(pages[indicator], "answer", "en")


def test_a_ceiling_takes_a_change_of_no_more_and_is_likelier_the_less_it_is_reached(pages):
    assert "年均变动须不高于-2.1%" in said(pages["waste"], "answer", "zh")
    assert "or less" in said(pages["waste"], "answer", "en")


def test_a_goal_to_keep_takes_nothing_a_year(pages):
    answer = said(pages["green"], "answer", "zh")
    assert "保持" in answer
    assert "须" not in answer


def test_the_rest_of_a_running_year_is_what_the_way_to_the_goal_leaves(data, pages):
    # 200 growing 5% is 210; 90 came by June; the rest of 2020 brought 120, so that 120 more are needed: no change.
    text = said(pages["output"], "so_far", "zh")
    assert "2021年1—6月steel产量为90.0万吨，同比增长12.5%" in text
    assert "上年同期占上年全年的40.0%" in text
    assert "其余月份须为120.00万吨" in text
    assert "与上年同期持平（0.0%）即可" in text
    chart = pages["output"]["months_chart"].in_language("en")
    assert "0.900 million tonnes" in chart.finding
    assert chart.alt.count("2020") >= 3
    found = year_so_far(load(data), "output", "steel")
    assert (found.whole, found.year) == (None, 2021)
    assert found.rest_before.value == 120


@pytest.mark.parametrize(("year", "newest"), [("120.0", "2021-01--03"), ("11.0", None)])
def test_months_are_added_where_those_of_a_year_are_seen_to_add_up(tmp_path, year, newest):
    before = {f"y2020_{month:02d}": "10.0" for month in range(1, 13)}
    months = {f"y2021_{month:02d}": "12.0" for month in (1, 2, 3, 5)}
    every = figures("output", "steel", "吨", y2020=year, **before, **months)
    folder = write(Made(2020, 2025, (("2022-03", every),), has_classes=False), tmp_path / "plan")
    clean(folder)
    found = year_so_far(load(folder), "output", "steel")
    assert (found and found.newest) == newest
    if found:
        assert (found.so_far.value, found.months["growth"].iloc[-1].value, found.rest_before.value) == (36, 20, 90)


def test_what_was_never_published_is_left_out_of_an_edition(data):
    ((_, answer),) = [
        one
        for one in run("indicator.ipynb", data=str(data), indicator="revenue", entity="cluster", target_year=2025)
        if one[0] == "answer"
    ]
    assert answer.is_nothing


def test_growth_that_its_own_publication_contradicts_is_not_told_as_the_change(tmp_path):
    """Of 4373 and 4391 no rounding makes a fall: a growth of −0.3% printed beside them is the publisher's to check."""
    fell = (
        *figures("output", "steel", "吨", y2013="4373", y2014="4391"),
        *figures("output_yoy", "steel", "%", y2014="-0.3"),
    )
    made = Made(2014, 2017, (("2015-03", fell),), segments={"cluster": ()}, goals=(), has_classes=False)
    folder = write(made, tmp_path / "plan")
    clean(folder)
    shown = run("indicator.ipynb", data=str(folder), indicator="output", entity="steel", target_year=2017)
    page = {exhibit.to_json()["id"]: exhibit for _, exhibit in shown}
    assert "比上年增长0.4%" in said(page, "answer", "zh")
    assert "up 0.4% on the year" in said(page, "answer", "en")
    for lang, published in (("zh", "2014年-0.3%"), ("en", "−0.3% in 2014")):
        assert any(published in line for line in page["basis"].to_json()[lang]["foot"])


def test_months_of_a_year_that_is_published_as_zero_have_no_share_of_it(tmp_path):
    none = figures("output", "steel", "吨", y2005="0", y2005_01__06="1")
    made = Made(2005, 2006, (("2006-03", none),), segments={"cluster": ()}, goals=(), has_classes=False)
    folder = write(made, tmp_path / "plan")
    clean(folder)
    shown = run("indicator.ipynb", data=str(folder), indicator="output", entity="steel", target_year=2006)
    page = {exhibit.to_json()["id"]: exhibit for _, exhibit in shown}
    for lang, amount in (("zh", "1吨"), ("en", "1 tonne")):
        assert amount in said(page, "so_far", lang)
        assert "%" not in said(page, "so_far", lang)


def test_a_loss_is_set_beside_the_year_before_by_its_amount(tmp_path):
    clean(write(made_plans.HARD["a loss"], tmp_path / "plan"))
    shown = [
        one for _, one in run("indicator.ipynb", data=str(tmp_path / "plan"), indicator="profit", entity="cluster")
    ]
    answer = next(one for one in shown if one.id == "answer")
    assert "2020年cluster利润为-3.0亿元，比上年减少8.0亿元。" in answer.plain("zh")
    assert "was −300 million yuan, down 800 million yuan on the year." in answer.plain("en")
