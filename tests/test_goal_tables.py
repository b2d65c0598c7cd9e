"""The tables of goals: quantities that say what the rules found, with the cells and goals they follow from."""

from dataclasses import asdict
from pathlib import Path

import pandas as pd
import pytest
from goals_cases import FILE, goal, growth, observed, revenue, town

import lcanalysis
from lcanalysis.goals import VERDICTS, plan_contradictions
from lcanalysis.goals.bearing import members_at_goal, numerators, product_ratios, stand_ins
from lcanalysis.goals.goal_words import goal_in_words, goal_words, verdict_words
from lcanalysis.goals.verdicts import SHORT
from lcanalysis.plan import Plan

ROOT = Path(__file__).parent.parent


def plan_of(goals, *rows):
    """Return a plan of the town with these goals and figures."""
    table = pd.DataFrame(
        [
            asdict(one)
            | {
                "responsible": ";".join(one.responsible),
                "value": float(one.value),
                "value_upper": None if one.value_upper is None else float(one.value_upper),
            }
            for one in goals
        ]
    )
    return Plan(ROOT / "data", town(), rows, table, pd.DataFrame(), pd.DataFrame())


def standing(one, *rows):
    return lcanalysis.standings(plan_of([one], *rows)).iloc[0]


def said(number, lang="zh"):
    return None if number is None else number.text(lang)


def output(entity, period, printed, unit="万吨", **changes):
    return observed("output", entity, period, printed, unit, **changes)


LEVELS = [revenue("708.4", "2017"), revenue("813.9")]
SHARE = goal("share", kind="share", value="60", unit="%")
SHARES = [observed("share", "metal", year, value, "%") for year, value in (("2017", "50.0"), ("2018", "52.0"))]
YOY = {year: observed("revenue_yoy", "metal", year, "6.0", "%") for year in ("2018", "2019", "2020")}
FIRM = [
    observed("spending", "big", "2017", "209620", "万元"),
    observed("spending", "big", "2018", "140000", "万元"),
    observed("revenue", "big", "2018", "19161336", "万元"),
]
INTENSITY = goal("intensity", "firms", "share", "at_least", "3", unit="%")


@pytest.mark.parametrize(
    ("one", "rows", "expected"),
    [
        # latest, before, change, required, attainment
        (goal(), LEVELS, ("813.9亿元", "708.4亿元", "14.9%", "5.3%", "81.4%")),
        (growth("5"), LEVELS, ("813.9亿元", "708.4亿元", "14.9%", "5.0%", "82.3%")),
        (goal(), [LEVELS[1]], ("813.9亿元", None, None, "5.3%", "81.4%")),
        (goal(), [], (None, None, None, None, None)),
        (goal(), [LEVELS[1], revenue("1001.0", "2020")], ("1001.0亿元", "813.9亿元", "10.9%", None, "100.1%")),
        (goal(), [LEVELS[1], revenue("950.0", "2022")], ("950.0亿元", "813.9亿元", "3.9%", None, "95.0%")),
        # The base year is missing: the growth still required is counted from the year before it.
        (growth("10"), [revenue("100.0", "2017"), revenue("121.0", "2020")],
         ("121.0亿元", "100.0亿元", "6.6%", "15.4%", "75.1%")),
        (SHARE, SHARES, ("52.0%", "50.0%", "2.00个百分点", "2.00个百分点", "86.7%")),
        (growth("2", indicator="share", unit="个百分点"), SHARES, ("52.0%", "50.0%", "2.00个百分点", "2.00个百分点", "86.7%")),
        # Over a loss there is no growth, but a change a year.
        (goal(value="10"), [revenue("-5.0", "2017"), revenue("-2.0")],
         ("-2.0亿元", "-5.0亿元", "3.00亿元", "3.00亿元", "-20.0%")),
        (growth("5"), [YOY["2018"]], ("6.0%", None, "6.0%", "5.0%", None)),
        (growth("5"), [YOY["2019"], YOY["2020"]], ("6.0%", None, "6.0%", "4.0%", None)),
        (INTENSITY, FIRM, ("0.73%", None, None, "0.57个百分点", "24.4%")),
        (goal(unit="万元", value="10000000"), LEVELS, ("8139000.00万元", "7084000.00万元", "14.9%", "5.3%", "81.4%")),
    ],
)  # fmt: skip
def test_a_goal_stands_where_its_figures_put_it(one, rows, expected):
    row = standing(one, *rows)
    assert tuple(said(row[name]) for name in ("latest", "before", "change", "required", "attainment")) == expected


def test_numbers_follow_from_the_cells_and_goals_that_they_are_made_of():
    row = standing(goal(), revenue("708.4", "2017", cell="C2"), revenue("813.9", cell="C3"))
    now, before, own = f"{FILE} C3", f"{FILE} C2", f"goals.yml {row.name}"
    assert {name: set(row[name].trace.machine) for name in ("latest", "change", "required", "attainment")} == {
        "latest": {now}, "change": {now, before}, "required": {now, own}, "attainment": {now, own},
    }  # fmt: skip
    assert row["required"].bounds_are_exact


def test_growth_that_is_required_at_the_base_follows_from_the_goal_and_its_year():
    row = standing(growth("5"), *LEVELS)
    assert set(row["required"].trace) == set(row["latest"].trace) | set(row["wanted"].value.trace)


def test_rows_are_in_order_and_verdicts_sort_by_rank():
    goals = [growth("8", "copper"), growth("20"), goal()]
    table = lcanalysis.standings(plan_of(goals, *LEVELS, revenue("900.0", "2019")))
    assert list(table.index) == [one.goal for one in goals]
    assert list(table["verdict"]) == ["no_data", "behind_limited", "faster"]
    assert list(table.sort_values("verdict")["verdict"]) == ["faster", "behind_limited", "no_data"]


def test_a_plan_without_goals_has_an_empty_table_with_all_columns():
    bundled = lcanalysis.load(ROOT / "data")
    bare = Plan(
        bundled.data, bundled.definition, bundled.records, bundled.goals.iloc[:0], bundled.findings, bundled.qualitative
    )
    table = lcanalysis.standings(bare)
    assert (len(table), {"latest", "verdict", "wanted"} <= set(table.columns)) == (0, True)
    assert [len(one(bare)) for one in (members_at_goal, numerators, stand_ins, product_ratios)] == [0, 0, 0, 0]
    assert len(lcanalysis.goal_probabilities(bare)) == 0


def test_members_that_meet_a_goal_are_listed_with_their_scopes():
    one = goal("revenue", "firms", value="300")
    plan = plan_of([one], revenue("1916.1", entity="big", scope="group"), revenue("50.0", entity="small"))
    table = members_at_goal(plan)
    assert list(table.index) == [f"{one.goal}/big"]
    assert (said(table["value"].iloc[0]), table["scope"].iloc[0]) == ("1916.1亿元", ("group",))


def test_the_numerator_of_a_ratio_of_one_year_is_compared_over_the_firms_of_both():
    table = numerators(plan_of([INTENSITY], *FIRM))
    row = table.loc[INTENSITY.goal]
    assert (row["indicator"], row["members"], row["counted"]) == ("spending", 1, 1)
    assert [said(row[name]) for name in ("before", "latest", "change")] == ["209620万元", "140000万元", "-33.2%"]


def test_products_stand_in_with_their_published_growth_or_the_computed_one():
    rows = [output("wire", "2016", "20.00"), output("wire", "2018", "21.96")]
    one = growth("8", "copper")
    row = stand_ins(plan_of([one], *rows)).loc[f"{one.goal}/wire"]
    assert (said(row["change"]), row["before_period"], row["period"]) == ("4.8%", 2016, 2018)
    rows = [output("wire", "2017", "27.16"), output("wire", "2018", "21.96"),
            observed("output_yoy", "wire", "2018", "-19.14", "%")]  # fmt: skip
    assert said(stand_ins(plan_of([one], *rows))["change"].iloc[0]) == "-19.14%"


def test_a_ratio_of_single_products_names_the_areas_of_both_parts():
    one = goal("utilisation", "metal", "share", value="80", unit="%")
    rows = [
        output("wire", "2018", "21.96"),
        observed("capacity", "wire", "2018", "40", "万吨", area="east"),
        observed("capacity", "wire", "2018", "20", "万吨", area="west"),
    ]
    row = product_ratios(plan_of([one], *rows)).iloc[0]
    assert [said(row[name]) for name in ("above", "below", "ratio")] == ["21.96万吨", "60万吨", "36.60%"]
    assert (row["parts"], row["area"], row["below_areas"]) == (("output", "capacity"), "town", ("east", "west"))


@pytest.mark.parametrize(
    ("one", "zh", "en"),
    [
        (goal(), "超过1000亿元", "above 100 billion yuan"),
        (growth("5", comparison="about"), "年均增长5%左右", "growth of about 5% a year"),
        (growth("3", comparison="within", value_upper="5"), "年均增长3%～5%", "growth of 3%–5% a year"),
        (growth("-3", comparison="within", value_upper="5"), "年均增长-3%～5%", "growth of −3% to 5% a year"),
        (growth("2", unit="个百分点"), "年均提高不低于2个百分点", "a rise of at least 2 percentage points a year"),
        (goal("centres", kind="count", comparison="within", value="6", value_upper="8", unit="家"), "6～8家", "6–8"),
        (goal("share", kind="share", comparison="at_least", value="100", unit="%"), "100%", "100%"),
    ],
)
def test_a_goal_is_said_in_both_languages_with_its_numbers(one, zh, en):
    assert (goal_words(one).text("zh"), goal_words(one).text("en"), goal_in_words(one, "en")) == (zh, en, en)
    assert {number.trace.machine for _, number in goal_words(one).numbers()} == {(f"goals.yml {one.goal}",)}


def test_every_verdict_has_words_of_its_own_a_mark_and_its_code():
    for lang in ("zh", "en"):
        assert len({verdict_words(verdict, marked=False).text(lang) for verdict in VERDICTS}) == len(VERDICTS)
    assert [verdict_words(verdict).code for verdict in VERDICTS] == list(VERDICTS)
    marks = {verdict: verdict_words(verdict).text("zh")[0] for verdict in VERDICTS}
    assert {marks[verdict] for verdict in SHORT}.isdisjoint(
        marks[verdict] for verdict in VERDICTS if verdict not in SHORT
    )
    assert verdict_words("behind", marked=False).text("zh") == "滞后"
    assert verdict_words("on_track", preliminary=True).text("zh") == "●基本符合预期（初步）"


def test_the_sentence_of_a_contradiction_carries_its_numbers():
    one = plan_contradictions(lcanalysis.load(ROOT / "data"))[0]
    assert one.sentence.text("zh") == one.text("zh")
    assert {number.digits("zh") for _, number in one.sentence.numbers()} >= {"989.30", "10.70", "5.28"}


def test_probabilities_follow_from_the_goal_the_figures_and_the_classes():
    table = lcanalysis.goal_probabilities(lcanalysis.load(ROOT / "data"))
    trace = table.loc["cluster_revenue", "probability"].trace
    assert {"goals.yml cluster_revenue", "development_plan/2019-11/headline.csv E3"} <= set(trace.machine)
    assert any(source.startswith("reference/") for source in trace.machine)
    assert table.loc["copper_processing_ratio", "condition"] == "smelting_unchanged"
    assert table.loc["smart_factories", "probability"] is None


def test_findings_are_quantities_with_the_cells_they_were_recomputed_from():
    found = lcanalysis.findings(lcanalysis.load(ROOT / "data"))
    row = found.loc["totals/districts/2018"]
    assert (said(row["published"]), said(row["recomputed"]), said(row["discrepancy"])) == ("131家", "106家", "25家")
    assert row["published"].trace.machine == ("development_plan/2019-11/headline.csv E2",)
    assert len(row["recomputed"].trace) == 6
    rates = found[found["is_rate"]]
    assert rates["kind"].value_counts().to_dict() == {"agrees": 19, "truncated": 1, "rounding": 4}
    assert {number.unit for number in rates["discrepancy"].dropna()} == {"个百分点"}


def test_real_growth_is_shown_by_its_published_rates_and_not_by_levels_at_current_prices():
    # 6% twice, of 5% a year over four years: (1.05**4 / 1.06**2) ** (1/2) - 1 = 4.0% a year still to come.
    levels = [
        revenue(value, year, price_basis="current")
        for year, value in (("2018", "800"), ("2019", "900"), ("2020", "990"))
    ]
    found = standing(growth(kind="real_growth"), *levels, YOY["2019"], YOY["2020"])
    assert (said(found["change"]), said(found["required"])) == ("6.0%", "4.0%")
    assert [(year, said(rate)) for year, rate in found["since"]] == [(2019, "6.0%"), (2020, "6.0%")]
    plan = plan_of([growth(kind="real_growth")], *levels, YOY["2019"], YOY["2020"])
    assert list(lcanalysis.goal_probabilities(plan)["probability"]) == [None]
