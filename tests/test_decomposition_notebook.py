"""The page that takes the goals apart: what it says of today's plan, and of plans of another shape."""

import shutil
from pathlib import Path

import pytest
from made_plans import HARD, Figure, Made, goal, write
from notebook_exhibits import Page
from test_one_answer import with_years

from lcanalysis.cleaning import clean

ROOT = Path(__file__).parent.parent
RATIO = goal("processing_ratio", "copper", "ratio", "0.8", "比", 2020, 2025)


def output(entity, unit="万吨", **printed):
    return tuple(Figure("output", entity, year[1:], value, unit) for year, value in printed.items())


def money(indicator, **printed):
    return tuple(Figure(indicator, "cluster", year[1:], value, "亿元") for year, value in printed.items())


def made(*figures, goals=(RATIO,), **changes):
    return Made(
        2020,
        2025,
        (("2021-03", tuple(figures)),),
        segments={"copper": (), "cluster": ()},
        ratios={"copper": ("wire", "cathode")} if goals else {},
        goals=goals,
        **changes,
    )


def page(plan, folder):
    clean(write(plan, folder / "plan"))
    return Page("decomposition.ipynb", folder / "plan")


def test_the_page_says_what_the_plan_implies():
    found = Page("decomposition.ipynb", ROOT / "data")
    amounts = {"zh": ("192.61万吨", "37.84万吨"), "en": ("1.9261 million tonnes", "378,400 tonnes")}
    for lang in ("zh", "en"):
        text = found.text("answer", lang)
        for number in (
            *amounts[lang],
            "0.849",
            "1.2",
            "9.0%",
            "0.464",
            "0.8",
            "14.6%",
            "14.9%",
            "7.1%",
            "2.7%",
            "2.2%",
        ):
            assert number in text
    assert "利润率由2017年的2.7%降至2.2%（降低0.5个百分点）" in found.text("answer")
    assert found.numbers["contribution/ten_nonferrous/primary_aluminium/contribution"] == "-10.92"
    assert found.numbers["milestone/cluster_growth/2020/compound"] == "897.32"
    assert "milestone/cluster_growth/2020/straight" not in found.numbers


def test_the_interval_of_a_margin_cuts_nothing_off():
    found = Page("decomposition.ipynb", ROOT / "data").numbers
    assert (found["margin/2018/lower"], found["margin/2018/margin"], found["margin/2018/upper"]) == (
        "2.18",
        "2.19",
        "2.20",
    )


def test_a_later_year_moves_progress_and_the_outputs_are_still_those_of_their_year(tmp_path):
    plan = with_years(tmp_path, year2019=("905.0", "2020-03"))
    found = Page("decomposition.ipynb", plan.data)
    assert found.numbers["progress/cluster_revenue/elapsed"] == "25.0"
    assert found.numbers["progress/cluster_revenue/straight"] == "49.0"
    assert "headline.csv E3" in " ".join(found.trace("progress/cluster_revenue/straight"))
    assert found.numbers["milestone/cluster_revenue/2022/straight"] == "1000.00"


def test_a_missing_year_has_no_progress_of_its_own_and_margins_none(tmp_path):
    plan = with_years(tmp_path, year2020=("925.0", "2021-02"))
    assert Page("decomposition.ipynb", plan.data).numbers["progress/cluster_revenue/elapsed"] == "50.0"


def test_a_ratio_that_is_reached_takes_no_more_products(tmp_path):
    found = page(made(*output("wire", _2020="90"), *output("cathode", _2020="100")), tmp_path)
    assert "现有的90万吨已经足够" in found.text("answer")
    assert "增至" not in found.text("answer")
    assert "80.00" in found.text("processing")


def test_a_margin_that_rose_is_said_to_rise_and_growth_that_is_unknown_is_not_told(tmp_path):
    plan = made(*money("revenue", _2019="100", _2020="110"), *money("profit", _2019="5", _2020="11"), goals=())
    found = page(plan, tmp_path)
    assert "2020年利润率由2019年的5.0%升至10.0%（提高5.0个百分点）" in found.text("answer")
    assert "the margin rose from 5.0% in 2019 to 10.0%" in found.text("answer", "en")
    assert "营业收入" not in found.text("answer")
    assert "推算" not in found.text("margin")


def test_a_margin_that_stayed_is_said_to_stay(tmp_path):
    plan = made(*money("revenue", _2019="100", _2020="200"), *money("profit", _2019="5", _2020="10"), goals=())
    assert "利润率为5.0%，与2019年持平" in page(plan, tmp_path).text("answer")


def test_totals_of_unlike_units_name_theirs_and_contribute_in_points(tmp_path):
    plan = made(
        *output("metals", _2019="100", _2020="110"),
        *output("wire", _2019="40", _2020="44"),
        *output("paper", "吨", _2019="200", _2020="100"),
        *output("card", "吨", _2019="50", _2020="20"),
        goals=(),
        totals=(("bound", "metals", ("wire",)), ("bound", "paper", ("card",))),
    )
    found = page(plan, tmp_path)
    assert {row[0].partition("（")[2]: row[5] for row in found.rows("contribution")}.keys() >= {"万吨）", "吨）"}
    assert found.numbers["contribution/metals/wire/contribution"] == "4.00"
    assert found.numbers["contribution/paper/card/contribution"] == "-15.00"


def test_what_a_plan_has_nothing_for_is_left_out_and_the_answer_says_so(tmp_path):
    found = page(made(*money("revenue", _2020="100"), goals=()), tmp_path)
    assert "没有板块的利润和营业收入在相邻两年都有数据" in found.text("answer")
    assert set(found.exhibits) == {"answer", "progress"}
    assert found.numbers == {}


@pytest.mark.parametrize("name", ["only one year", *list(HARD)[:6]] if "only one year" in HARD else list(HARD)[:6])
def test_a_plan_of_another_shape_has_a_page(name, tmp_path):
    assert page(HARD[name], tmp_path).text("answer", "en")


def test_changed_goals_move_the_outputs_that_they_take(tmp_path):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    path = tmp_path / "data" / "raw" / "goals.yml"
    path.write_text(path.read_text(encoding="utf-8").replace('value: "0.8"', 'value: "0.9"'), encoding="utf-8")
    clean(tmp_path / "data")
    found = Page("decomposition.ipynb", tmp_path / "data").numbers
    assert found["processing/copper/smelting_unchanged/products_due"] == "42.57"
