"""Every page of every plan: made without dying, and its sentences read back against the figures by slow code of their own.

Nothing that is checked against comes from the library: figures are those that the plan was made from.
"""

import os
import re
from collections import Counter
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from unittest.mock import patch

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from lxml import html
from made_plans import HARD, ROOT, Made, plans, write
from markdown_it import MarkdownIt
from page_numbers import in_singles
from run_in_process import run
from what_is_shown import answer_of, is_bilingual, is_chart, text_of, values_of

from lcanalysis.cleaning import clean
from lcanalysis.errors import FaultsError
from lcanalysis.exhibits import BilingualExhibit, Passage
from lcanalysis.files.data_folder import CLEANED

SIZES = {"吨": 1, "万吨": 10_000, "亿吨": 100_000_000, "千克": Fraction(1, 1000), "亿元": 10_000, "万元": 1}
PAGES = ("briefing", "scorecard", "assessment", "audit", "production", "research", "decomposition", "outcomes")
LANGUAGES = ("zh", "en")


class Truth:
    """What the figures of a made plan say, found out slowly."""

    def __init__(self, made: Made) -> None:
        self.made = made
        self.in_use = {one.key: (at, one) for at, (_, figures) in enumerate(made.vintages) for one in figures}

    def figure(self, indicator, entity, period):
        return self.in_use.get((indicator, entity, str(period)), (0, None))[1]

    def level(self, indicator, entity, period):
        found = self.figure(indicator, entity, period)
        return None if found is None else Fraction(found.printed) * SIZES.get(found.unit, 1)

    def years(self, indicator, entity):
        return sorted(int(key[2]) for key in self.in_use if key[:2] == (indicator, entity) and len(key[2]) == 4)

    def divisors(self, indicator, entity):
        """The years whose figure is certain to be above zero."""
        found = {year: self.figure(indicator, entity, year) for year in self.years(indicator, entity)}
        return [year for year, one in found.items() if is_positive(one)]

    def computed(self, indicator, entity, period):
        now, before = self.level(indicator, entity, period), self.level(indicator, entity, year_before(period))
        return None if now is None or not before else (now / before - 1) * 100

    def told(self, entity, period, indicator="output"):
        """The growth to be told: published, unless its own publication's levels have the other sign; else computed."""
        yoy = f"{indicator}_yoy"
        rate, computed = self.figure(yoy, entity, period), self.computed(indicator, entity, period)
        if rate is None:
            return None if computed is None else rounded(computed, 1)
        keys = [(indicator, entity, period), (indicator, entity, year_before(period)), (yoy, entity, period)]
        together = len({self.in_use[key][0] for key in keys if key in self.in_use}) == 1
        opposed = (
            computed is not None
            and computed * Fraction(rate.printed) < 0
            and not self.is_rounding(entity, period, indicator)
        )
        return rounded(computed, places(rate.printed)) if opposed and together else Decimal(rate.printed)

    def is_rounding(self, entity, period, indicator):
        """Whether some growth that the levels' rounding allows prints as the published one."""
        (now, now_half), (before, before_half) = (
            (self.level(indicator, entity, when), half(one) * SIZES[one.unit])
            for when in (period, year_before(period))
            for one in [self.figure(indicator, entity, when)]
        )
        ends = [
            ((now + a) / (before + b) - 1) * 100 for a in (-now_half, now_half) for b in (-before_half, before_half)
        ]
        rate = self.figure(f"{indicator}_yoy", entity, period)
        return min(ends) <= Fraction(rate.printed) + half(rate) and max(ends) >= Fraction(rate.printed) - half(rate)

    def movements(self):
        """The newest period in which an output's growth is known, and that of each product."""
        periods = {key[2] for key in self.in_use if key[0].startswith("output")}
        for period in sorted(periods, key=lambda one: (len(one) == 4, one[:4], one[-2:], "--" in one), reverse=True):
            found = {product: self.told(product, period) for product in self.made.products}
            if any(told is not None for told in found.values()):
                return period, {product: told for product, told in found.items() if told is not None}
        return None, {}

    def revenue_years(self, segment):
        """The years of which a level is published, or follows from the next year's and its growth."""
        found = set(self.years("revenue", segment))
        printed = {key for key in self.in_use if key[0] == "revenue"}
        for year in self.years("revenue_yoy", segment):
            derives = self.figure("revenue", segment, year) and ("revenue", segment, str(year - 1)) not in printed
            found |= {year - 1} if derives else set()
        return sorted(found)


def year_before(period):
    return f"{int(period[:4]) - 1}{period[4:]}"


def places(printed):
    return len(printed.partition(".")[2])


def is_positive(figure):
    """Whether a figure is certain to be above zero."""
    return Fraction(figure.printed) > half(figure)


def half(figure):
    return Fraction(1, 2 * 10 ** places(figure.printed))


def amount_of(figure, lang):
    """Return an amount of money with its unit: as published, and in English written out in yuan."""
    if lang == "zh":
        return figure.printed + figure.unit
    return f"{int(Decimal(figure.printed) * SIZES[figure.unit] * 10_000)} yuan"


def rounded(value, digits):
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def pages_of(made, folder, drawn):
    """Return what each page shows, by its name and language; charts are drawn in the languages `drawn`."""
    asked = [
        (name, {"segment": next(iter(made.segments))} if name == "briefing" and made.segments else {}) for name in PAGES
    ]
    for segment in made.segments:
        asked.append((f"sensitivity {segment}", {"segment": segment, "target_year": made.due}))
        asked += [
            (f"revenue {segment} {rate:g}", {"segment": segment, "target_year": made.due, "goal_growth_pct": rate})
            for rate in ((5.0, 8.0) if segment == next(iter(made.segments)) else (5.0,))
        ]
    asked += [
        (f"indicator {indicator} {entity}", {"indicator": indicator, "entity": entity, "target_year": made.due})
        for indicator, entity in watched(made)
    ]
    pages = {}
    for lang in LANGUAGES:
        for name, parameters in asked:
            former = pages.get((name, LANGUAGES[0]), ())
            # Exhibits that carry both languages are made once, as for an edition.
            if former and is_bilingual(former):
                pages[name, lang] = former
            else:
                given = {"lang": lang, "data": str(folder), **parameters}
                pages[name, lang] = run(notebook_of(name, made), is_drawn=lang in drawn, **given)
    return pages


def watched(made):
    """Return what has a page of its own: each indicator and entity with a goal, and one of whose year a part is known."""
    of_months = [one.key[:2] for one in made.figures if one.indicator == "output" and "--" in one.period]
    return list(dict.fromkeys([*((one["indicator"], one["entity"]) for one in made.goals), *of_months[:1]]))


def notebook_of(name, made):
    """Return the notebook that the run plan takes for a page."""
    kind, *rest = name.split()
    is_unpublished = kind == "revenue" and not Truth(made).revenue_years(rest[0])
    return "growth.ipynb" if is_unpublished else f"{kind}.ipynb"


def asked_once(results):
    """Return a method that makes the numbers of an exhibit when they are first asked for, and keeps them."""
    held = {}

    def kept(one):
        if id(one) not in held:
            held[id(one)] = one, results(one)
        return held[id(one)][1]

    return kept


def check(made, folder, drawn=LANGUAGES):
    """Check all pages of a plan; it is cleaned once for all, as for an edition."""
    clean(write(made, folder))
    with (
        patch.dict(os.environ, {CLEANED: "1"}),
        patch.object(BilingualExhibit, "results", asked_once(BilingualExhibit.results)),
    ):
        check_pages(made, pages_of(made, folder, drawn))


def check_pages(made, pages):
    truth = Truth(made)
    for (name, lang), shown in pages.items():
        check_form(shown, lang, made.names.values())
        assert values_of(shown) == values_of(pages[name, "zh"]), f"{name}: the languages show the same numbers"
        check_years(made, name, lang, text_of(shown, lang))
        check_observations(truth, name, lang, text_of(shown, lang))
    for lang in LANGUAGES:
        check_production(truth, pages["production", lang], lang)
        check_audit(truth, pages["audit", lang])
        check_goals(truth, pages["scorecard", lang], pages["briefing", lang], lang)
        for segment in made.segments:
            check_revenue(truth, segment, pages[f"revenue {segment} 5", lang], lang)
        for indicator, entity in watched(made):
            check_indicator(truth, indicator, entity, pages[f"indicator {indicator} {entity}", lang], lang)


def check_literal(exhibit, lang):
    """What stands in a sentence is what a page shows of it: nothing in a name is a mark."""
    page = MarkdownIt("commonmark").enable("table").render(exhibit.shown(lang)["markdown"])
    said = re.sub(r"(?m)^(?:- |#+ )?(?:\*\*(?=.*\*\*$))?|\*\*$", "", exhibit.plain(lang))
    assert "".join(html.fromstring(f"<div>{page}</div>").itertext()).split() == said.split()


def without_names(text, names):
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(re.escape(name), "", text, flags=re.IGNORECASE)
    return text


def check_form(shown, lang, names=()):
    """No exhibit is empty, and none shows a value that is none."""
    for cell, one in shown:
        assert one.plain(lang).strip(), cell
        assert one.shown(lang).get("rows", [[]]), cell
        assert all(number["name"][lang] for number in one.results().values()), cell
        if isinstance(one, Passage):
            check_literal(one, lang)
    text = without_names(text_of(shown, lang), names)
    assert re.findall(r"\bnan\b|\bNaN\b|\bNone\b|\binf\b|[{}]", text) == []
    assert re.findall(r"(?<![\d,.])1 (?:products|firms|rates|relations|observations)\b", text) == []


@cache
def class_starts():
    """The years from which reference classes are comparable, by their names, as the files of the classes declare them."""
    files = (ROOT / "data" / "raw" / "reference").glob("*.source.yml")
    declared = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in files]
    return {one["title_zh"]: one["comparable_from"] for one in declared if "comparable_from" in one}


def without_class_starts(text):
    """Leave out what is said of the years of a class, which are no years of the plan, where the class has them."""
    return re.sub(
        r"参照类“([^”]+)”在(\d{4})年以后",
        lambda said: "" if class_starts().get(said[1]) == int(said[2]) else said[0],
        text,
    )


def check_years(made, name, lang, text):
    """Pages speak of years that figures, goals or vintages have."""
    if lang == "en" or name.startswith(("revenue", "sensitivity")):
        return
    years = {int(one.period[:4]) for one in made.figures}
    known = years | {year - 1 for year in years} | set(range(made.base - 1, made.due + 1))
    named = {int(found) for found in re.findall(r"(?<!\d)(\d{4})年(?!均)", without_class_starts(text))}
    assert named - known - {int(day[:4]) for day, _ in made.vintages} == set(), name


def check_observations(truth, name, lang, text):
    """Who speaks of so many observations counts those there are."""
    if not name.startswith("revenue"):
        return
    known = len(truth.revenue_years(name.split()[1]))
    form = r"(\d+) (?:yearly |own )?observations" if lang == "en" else r"(\d+)个(?:年度)?观测值"
    assert {int(found) for found in re.findall(form, text)} <= {known} - {0}


def check_production(truth, shown, lang):
    period, told = truth.movements()
    values, answer = values_of(shown), answer_of(shown, lang)
    counts = {name: sum(test(one) for one in told.values()) for name, test in SIGNS.items()}
    headline = answer.splitlines()[0]
    if period is None:
        assert "answer/count" not in values
        has_pairs = any(truth.figure(*key[:2], year_before(key[2])) for key in truth.in_use if key[0] == "output")
        assert has_pairs or not any(is_chart(one) for _, one in shown)
    else:
        assert int(values.get("answer/count", 1)) == len(told)
        said = {name: int(values.get(f"answer/moves/{name}/n", 0)) for name in SIGNS}
        assert len(told) in (1, max(counts.values())) or said == counts
        assert said_counts(headline, lang) == {name: count for name, count in counts.items() if count}
        assert period[:4] in headline
        if len(told) > 1 and len(set(told.values())) > 1:
            for extreme in (max(told.values()), min(told.values())):
                names = [truth.made.name(product) for product, one in told.items() if one == extreme]
                assert any(name in headline for name in names)
                assert str(abs(extreme)) in headline.replace(",", "")
    printed = {
        (one.entity, one.period): {figure.printed for figure in truth.made.figures if figure.key == one.key}
        for one in truth.made.figures
        if one.indicator == "output"
    }
    for key, value in values.items():
        exhibit, *place = key.split("/")
        if exhibit == "outputs" and place[1] not in {"published", "recomputed"}:
            assert value in printed[tuple(place)], "only what is published is shown as an output"


SIGNS = {"rose": lambda one: one > 0, "fell": lambda one: one < 0, "same": lambda one: one == 0}
SAID = {
    "zh": {name: rf"{word}的(\d+)种|(\d+)种产品的产量全部{word}|产量(){word}(?!的)"
           for name, word in (("rose", "增长"), ("fell", "下降"), ("same", "持平"))},
    "en": {"rose": r"rose for (?:all )?(\d+)|was ()up", "fell": r"fell for (?:all )?(\d+)|was ()down",
           "same": r"unchanged for (?:all )?(\d+)|was ()unchanged \("},
}  # fmt: skip


def said_counts(headline, lang):
    """Return how many a headline says rose, fell and stayed; of one product no number is said."""
    head = re.split("：|Growth was", headline)[0]
    found = {name: re.search(form, head) for name, form in SAID[lang].items()}
    return {name: int(next(filter(None, match.groups()), 1)) for name, match in found.items() if match}


def check_audit(truth, shown):
    """As many rates are recomputed as have both levels by then; the others are those that cannot be."""
    recomputed, unchecked = 0, 0
    for at, (_, figures) in enumerate(truth.made.vintages):
        by_then = {one.key: one for _, earlier in truth.made.vintages[: at + 1] for one in earlier}
        for rate in (one for one in figures if one.indicator.endswith("_yoy")):
            stem = rate.indicator.removesuffix("_yoy")
            base = (stem, rate.entity, year_before(rate.period))
            can_be = {(stem, rate.entity, rate.period), base} <= by_then.keys() and is_positive(by_then[base])
            recomputed += can_be and truth.in_use[rate.key] == (at, rate)
            unchecked += not can_be
    values = values_of(shown)
    counted = [int(value) for key, value in values.items() if re.fullmatch(r"checked/\w+_yoy/all", key)]
    assert sum(counted) == recomputed
    assert sum(int(values.get(f"checked/rest/{name}", 0)) for name in ("unchecked", "groundless")) == unchecked
    assert any(is_chart(one) for _, one in shown) == (max(counted, default=0) > 1 or has_ratios(truth) > 1)


def has_ratios(truth):
    return sum(one.indicator == "rd_intensity" for one in truth.made.figures)


def check_goals(truth, scorecard, briefing, lang):
    """Each goal is counted once; those without any figure are the ones of which none is published."""
    made, values = truth.made, values_of(scorecard)
    if not made.goals:
        assert not any(is_chart(one) for _, one in scorecard)
        return
    counted = {key.split("/")[1]: int(value) for key, value in values.items() if re.fullmatch(r"answer/\w+/n", key)}
    held = {
        key.split("/")[1]: value for key, value in values.items() if re.fullmatch(r"scorecard/goal_\d+/verdict", key)
    }
    assert counted == Counter(held.values()), "the tables hold each goal once, and the answer counts them"
    assert sum(counted.values()) == len(made.goals)
    known = [goal for goal in made.goals if has_figure(truth, goal)]
    for number, goal in enumerate(made.goals):
        check_verdict(truth, goal, held[f"goal_{number}"])
    told = {key.split("/")[1]: int(value) for key, value in values_of(briefing).items()
            if re.fullmatch(r"goals/\w+/n", key)}  # fmt: skip
    assert told in ({}, counted), "the briefing counts the same, unless the counts are its answer"
    reasons = next((one.plain(lang).splitlines() for _, one in scorecard if one.id == "reasons"), [])
    assert len(reasons) == len(known)
    for goal in made.goals:
        years = [year for year in truth.years(goal["indicator"], goal["entity"]) if year <= int(goal["due_period"])]
        if years and goal["entity"] not in made.groups:
            name = made.name(goal["entity"])
            assert any(str(max(years)) in line and name.lower() in line.lower() for line in reasons), goal


def check_verdict(truth, goal, verdict):
    """No figure, none after the base year, or a level whose grade is plain: what the verdict must be then."""
    base, due = int(goal["base_period"]), int(goal["due_period"])
    years = [year for year in truth.years(goal["indicator"], goal["entity"]) if year <= due]
    rates = truth.years(f"{goal['indicator']}_yoy", goal["entity"])
    if not has_figure(truth, goal):
        assert verdict == ("incomplete" if goal["kind"] == "growth" and goal["unit"] == "%" and rates else "no_data"), (
            goal
        )
    elif goal["kind"] == "level" and years and max([*years, *(year for year in rates if year <= due)]) <= base:
        assert verdict in {"base_year", "none_since", "met_at_base"}, goal
    elif goal["kind"] == "level" and years and max(years) > base and not rates:
        level, wanted = (
            truth.level(goal["indicator"], goal["entity"], max(years)),
            Fraction(goal["value"]) * SIZES[goal["unit"]],
        )
        start = truth.level(goal["indicator"], goal["entity"], base)
        if start is not None and start < wanted * Fraction(99, 100) and level < start * Fraction(98, 100):
            assert verdict in {"moving_away", "not_met", "behind"}, goal
        if start is not None and start < wanted * Fraction(99, 100) and level > wanted * Fraction(101, 100):
            assert verdict in {"achieved_early", "met", "exceeded", "above_goal"}, goal


def has_figure(truth, goal):
    indicator, entity = goal["indicator"], goal["entity"]
    if indicator == "rd_intensity":
        members = truth.made.groups.get(entity, (entity,))
        return any(truth.years("rd_spending", one) and truth.divisors("revenue", one) for one in members)
    if indicator == "processing_ratio":
        above, below = truth.made.ratios[entity]
        return bool(truth.years("output", above) and truth.divisors("output", below))
    due = int(goal["due_period"])
    rates = [year for year in truth.years(f"{indicator}_yoy", entity) if year <= due]
    return bool(truth.years(indicator, entity)) or (goal["kind"] == "growth" and goal["unit"] == "%" and bool(rates))


def check_revenue(truth, segment, shown, lang):
    """The page tells the newest level, or the target year's if that has come, and whether the goal was reached."""
    made, years, answer = truth.made, truth.revenue_years(segment), answer_of(shown, lang)
    goals = [
        one for one in made.goals if (one["indicator"], one["entity"], one["kind"]) == ("revenue", segment, "level")
    ]
    if not years:
        assert ("没有公布" if lang == "zh" else "publishes no revenue") in answer
        assert "观测值" not in text_of(shown, lang)
        assert "observations" not in text_of(shown, lang)
        return
    arrived = truth.figure("revenue", segment, made.due) if max(years) >= made.due else None
    if max(years) >= made.due:
        assert not any(is_chart(one) for _, one in shown)
    newest = arrived or truth.figure("revenue", segment, max(years))
    if newest is not None:
        assert amount_of(newest, lang) in (in_singles(answer) if lang == "en" else answer).replace(",", "")
        assert newest.period in answer
    if arrived is not None and goals:
        value, about = goals[0]["value"], goals[0]["comparison"] == "about"
        wanted = (Fraction(value) - (Fraction(1, 2 * 10 ** places(value)) if about else 0)) * SIZES[goals[0]["unit"]]
        level = truth.level("revenue", segment, made.due)
        is_met = level > wanted if goals[0]["comparison"] == "above" else level >= wanted
        assert (("已达到" if lang == "zh" else ", is reached") in answer) == is_met
        assert (("未达到" if lang == "zh" else "is not reached") in answer) == (not is_met)


def check_indicator(truth, indicator, entity, shown, lang):
    """The page tells the newest figure, how it moved, and what the months of the year under way brought."""
    years, answer = truth.years(indicator, entity), answer_of(shown, lang).replace(",", "")
    if not years:
        is_computed = indicator in {"rd_intensity", "processing_ratio"}
        assert is_computed or ("没有公布" if lang == "zh" else "No yearly figure") in answer
        return
    newest, values = truth.figure(indicator, entity, max(years)), values_of(shown)
    assert newest.period in answer
    assert Decimal(values["answer/now/last"]) == Decimal(newest.printed)
    if lang == "zh":
        assert newest.printed + newest.unit in answer
    moved = truth.told(entity, newest.period, indicator)
    is_loss = Decimal(newest.printed) < 0  # told by its amount
    assert moved is None or is_loss or str(abs(moved)) in answer
    months = sorted(key[2] for key in truth.in_use if key[:2] == (indicator, entity) and "--" in key[2])
    if months and int(months[-1][:4]) >= max(years):
        part = truth.figure(indicator, entity, months[-1])
        assert Decimal(values["so_far/now/this"]) == Decimal(part.printed)
    due = truth.made.due
    assert any(is_chart(one) for cell, one in shown if cell == "fan-chart") == ("answer/band/low" in values)
    assert max(years) < due or "answer/band/low" not in values, "nothing is forecast that is known"
    assert "answer/band/low" not in values or Decimal(values["answer/band/low"]) < Decimal(values["answer/band/high"])


@pytest.mark.parametrize("name", HARD)
def test_every_page_of_a_hard_plan_is_made_and_true(name, tmp_path):
    check(HARD[name], tmp_path / "plan", drawn=("zh",))


@pytest.mark.parametrize("published", ["2019", "2019-12-31"])
def test_a_plan_published_before_its_base_year_is_refused_at_the_line(published, tmp_path):
    folder = write(replace(HARD["revenue that fell"], published=published), tmp_path / "plan")
    with pytest.raises(FaultsError) as refused:
        clean(folder)
    assert [(one.place.file, one.place.row > 0) for one in refused.value.faults] == [("plan.yml", True)]
    assert published in refused.value.faults[0].text("en")


def test_the_rates_say_what_the_levels_do_where_both_are_known():
    """The slow code by itself, on figures that are plain to see."""
    truth = Truth(HARD["a growth of the other sign than its own levels"])
    assert truth.movements() == ("2020", {"steel": Decimal("-5.5")})
    assert Truth(HARD["a growth of the other sign than the older vintage"]).movements() == (
        "2020",
        {"steel": Decimal("6.4")},
    )
    assert Truth(HARD["revenue with its growth"]).revenue_years("cluster") == [2019, 2020]


USUAL = {"suppress_health_check": list(HealthCheck), "database": None, "print_blob": True}


@settings(max_examples=12, derandomize=True, phases=[Phase.generate], **USUAL)
@given(made=plans())
def test_every_page_of_any_plan_is_made_and_true(made, tmp_path_factory):
    check(made, tmp_path_factory.mktemp("made") / "plan", drawn=())


@pytest.mark.soak
@pytest.mark.parametrize("part", [pytest.param(at, marks=pytest.mark.xdist_group(f"made {at}")) for at in range(4)])
@settings(max_examples=100, **USUAL)
@given(made=plans())
def test_every_page_of_hundreds_of_plans_is_made_and_true(part, made, tmp_path_factory, record_property):
    check(made, tmp_path_factory.mktemp("made") / "plan")
    record_property("fault", ("plans made by property", 1))


def test_a_year_that_a_class_begins_with_is_no_year_of_the_plan_and_any_other_is():
    name, start = next(iter(class_starts().items()))
    said = "参照类“{}”在{}年以后尚无可用增速"
    assert "年" not in without_class_starts(said.format(name, start))
    for other in (said.format(name, start + 1), said.format("别的", start), f"{name}在{start}年以后"):
        assert without_class_starts(other) == other


def test_the_notebooks_of_the_run_plan_are_those_that_are_run_here():
    runs = yaml.safe_load((ROOT / "notebooks" / "suite.yml").read_text(encoding="utf-8"))["runs"]
    named = {one["notebook"].removesuffix(".ipynb") for one in runs}
    named |= {one["unless_published"]["notebook"].removesuffix(".ipynb") for one in runs if "unless_published" in one}
    assert named == {*PAGES, "revenue", "growth", "sensitivity", "indicator", "backtest"}, "backtest tells of no plan"
