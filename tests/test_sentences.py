"""What the sentences of a page say of its numbers agrees with them: rise and fall, more and less, odds, verdicts."""

import csv
import json
import re
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from lxml import html
from page_numbers import in_singles, numbers_in, sizes_of, texts_of

from lcanalysis.forecasting.forecast import FORECAST_FROM
from lcanalysis.goals import VERDICTS
from lcanalysis.goals.verdicts import NOT_JUDGED, SHORT
from lcanalysis.number_format import told_probability
from lcanalysis.wording import LANGUAGES, say

PROCESSED = Path(__file__).parent.parent / "data" / "processed"
N = r"([-\N{MINUS SIGN}]?\d[\d,]*(?:\.\d+)?)"
UNIT = r"[^\d。，；：、.,;:()（）]{0,30}"
MOVES = {
    "zh": re.compile(rf"(增长|提高|增加|下降|降低|减少){N}"),
    "en": re.compile(rf"\b(rose by|rise by|up|fell by|down) {N}"),
}
RISES = {"增长", "提高", "增加", "rose by", "rise by", "up", "升至", "增至", "rose", "rise"}
PATHS = {
    "zh": re.compile(rf"由{N}{UNIT}?(升至|增至|降至){N}"),
    "en": re.compile(rf"\b(?:(rose|rise|fell) from {N} {UNIT}?to {N})"),
}
TURNS = {
    "zh": re.compile(rf"由{N}{UNIT}变为{N}{UNIT}，(增长|下降)"),
    "en": re.compile(rf"went from {N}{UNIT} to {N}{UNIT}\s?:? [^:]*?it (rose|fell)|went from {N}{UNIT} to {N}{UNIT}"),
}
# A value, how far it is off, on which side, and of what.
GAPS = {
    "zh": re.compile(rf"为{N}{UNIT}，比(?:目标)?{N}{UNIT}(少|多|低|高){N}"),
    "en": re.compile(
        rf"(?:would be|spent) {N}[^,]*, {N}[^,.;]*? (short of|below|beyond|above) the goal of {N}", re.IGNORECASE
    ),
}
LESS = {"少", "低", "short of", "below"}
INTERVALS = {
    "zh": re.compile(rf"为{N}{UNIT}，(在|低于|高于)[^（]*（{N}～{N}"),
    "en": re.compile(rf"was {N}[^:]*: (inside|below|above) [^(]*\({N}\N{{EN DASH}}{N}"),
}
LEANINGS = {
    "zh": re.compile(rf"，(较有可能实现|较难实现|能否实现还难以判断)：可能性约为{N}%，范围是{N}%～{N}%"),
    "en": re.compile(rf"(more likely|less likely|may or may not)[^:]*: the probability is about {N}%, within {N}% to {N}%"),
}  # fmt: skip
# A range runs from the lesser to the greater end, and with fewer figures than five a forecast is called a scenario.
RANGES = {"zh": re.compile(rf"{N}[^\d～，。；]{{0,3}}～{N}"), "en": re.compile(rf"(?<![\d-]){N}%?\N{{EN DASH}}{N}")}
KINDS = {
    "zh": re.compile(r"只有(\d)个年度观测值，以上(?:可能性)?是(情景|预测)"),
    "en": re.compile(r"With (\d) yearly observations (?:this is|these probabilities are) a (scenario|forecast)"),
}
LIKELY, UNLIKELY = {"较有可能实现", "more likely"}, {"较难实现", "less likely"}
# Rates that a chart assumes until a later year: no figure of the plan.
ASSUMED = {0, 3, 5, 8}
AT_LEAST = {"zh": 80, "en": 25}
YEARS = re.compile(r" in 20\d\d| from 20\d\d to 20\d\d|20\d\d年的?")


def number(text: str) -> Decimal:
    return Decimal(numbers_in(text)[0])


@cache
def published() -> frozenset[Decimal]:
    with (PROCESSED / "observations.csv").open(encoding="utf-8", newline="") as lines:
        return frozenset(size for row in csv.DictReader(lines) for size in signed_sizes(row))


def signed_sizes(one: dict) -> set[Decimal]:
    """Return the numbers that tell a figure or a result, with its sign."""
    sign = -1 if Decimal(one["value"]) < 0 else 1
    return {sign * size for size in sizes_of(one["value"], one["unit"])}


def faults(text: str, lang: str, signed: set[Decimal]) -> tuple[list[str], int]:
    """Return what a text says that its numbers do not, and how many things it says of them."""
    found, said = [], 0
    text = in_singles(text) if lang == "en" else text
    plain = YEARS.sub("", text)
    for word, size in MOVES[lang].findall(text):
        said += 1
        value = number(size) if word in RISES else -number(size)
        found += [] if value in {*signed, *ASSUMED} else [f"{word} {size}"]
    for parts in PATHS[lang].findall(plain):
        said += 1
        word = parts[1] if lang == "zh" else parts[0]
        first, last = (number(one) for one in parts if one != word)
        found += [] if (last > first) == (word in RISES) else [" ".join(parts)]
    if lang == "zh":
        for first, last, word in TURNS["zh"].findall(plain):
            said += 1
            found += [] if (number(last) > number(first)) == (word == "增长") else [f"{first} {last} {word}"]
    for parts in GAPS[lang].findall(plain):
        said += 1
        value, other, word, gap = (parts[0], parts[1], parts[2], parts[3]) if lang == "zh" else (
            parts[0], parts[3], parts[2], parts[1],
        )  # fmt: skip
        off = number(gap) if word in LESS else -number(gap)
        found += [] if number(value) + off == number(other) else [" ".join(parts)]
    for value, word, low, high in INTERVALS[lang].findall(plain):
        said += 1
        place = "below" if number(value) < number(low) else "above" if number(value) > number(high) else "inside"
        found += [] if place == {"在": "inside", "低于": "below", "高于": "above"}.get(word, word) else [text]
    for low, high in RANGES[lang].findall(plain):
        said += 1
        found += [] if number(low) <= number(high) else [f"{low} {high}"]
    for figures, word in KINDS[lang].findall(text):
        said += 1
        found += [] if (int(figures) < FORECAST_FROM) == (word in {"情景", "scenario"}) else [text]
    for word, share, low, high in LEANINGS[lang].findall(text):
        said += 1
        fits = (
            number(low) > 50 if word in LIKELY else number(high) < 50 if word in UNLIKELY else number(low) <= 50 <= number(high)
        )  # fmt: skip
        found += [] if fits and number(low) <= number(share) <= number(high) else [text]
    return found, said


@pytest.fixture(scope="module")
def results(bundled) -> dict:
    return json.loads((bundled / "results.json").read_text(encoding="utf-8"))


pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("bundled_edition")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_agrees_with_its_numbers(bundled, results, lang):
    wrong, count = {}, 0
    for run, numbers in results.items():
        signed = published() | {
            size for one in numbers.values() if re.fullmatch(r"-?[\d.]*\d", one["value"]) for size in signed_sizes(one)
        }
        for text in texts_of(bundled / f"{run}.{lang}.html"):
            found, said = faults(text, lang, signed)
            count += said
            if found:
                wrong[run, text] = found
    assert wrong == {}
    assert count >= AT_LEAST[lang]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("zh", "2018年产业集群营业收入813.9亿元，同比下降14.9%。"),
        ("zh", "铜材与精炼铜产量之比由0.629升至0.464"),
        ("zh", "研发投入由2017年的38.67亿元变为2018年的27.67亿元，增长28.4%"),
        ("zh", "2022年为989.30亿元，比目标1000亿元多10.70亿元"),
        ("zh", "2018年5家骨干企业的研发强度为1.15%，比3%的目标高1.85个百分点"),
        ("zh", "十种有色金属产量（2025年）为207.4万吨，高于2019年测算的80%区间（116.25～564.74万吨）。"),
        ("zh", "目前评价为快于预期，较难实现：可能性约为65%，范围是53%～68%。"),
        ("zh", "80%预测区间为1632.27～746.26亿元"),
        ("zh", "只有2个年度观测值，以上是预测，不是情景。"),
        ("en", "a goal of 5%–3% a year"),
        ("en", "With 2 yearly observations this is a forecast, not a scenario."),
        ("en", "In 2018 the revenue of the cluster was 81.39 billion yuan, down 14.9% on the year."),
        ("en", "copper products to refined copper rose from 0.629 to 0.464"),
        ("en", "it would be 98.93 billion yuan in 2022, 1.07 billion yuan beyond the goal of 100 billion yuan"),
        ("en", "In 2018, 5 firms spent 1.15% of their revenue on R&D, 1.85 percentage points above the goal of 3%."),
        ("en", "Output was 2.074 million tonnes in 2025: above the 80% interval forecast in 2019 (2.1625–5.6474 million tonnes)"),
        ("en", "judged faster than needed and is less likely than not to be met: the probability is about 65%, within 53% to 68%"),
    ],
)  # fmt: skip
def test_a_sentence_that_contradicts_its_numbers_is_found_out(lang, text):
    assert faults(text, lang, {Decimal("14.9"), Decimal("-28.4")})[0]


def states_of(page: Path) -> list[str]:
    root = html.fromstring(page.read_text(encoding="utf-8").encode())
    return [cell.text_content() for cell in root.find_class("state")]


def codes_of(numbers: dict) -> dict[str, str]:
    """Return the verdict of each goal that a table shows, by its code."""
    form = re.compile(r"(?:scorecard|indicators)/(?P<goal>[^/]+)/verdict|verdict/(?P<former>[^/]+)")
    found = ((form.fullmatch(key), one["value"]) for key, one in numbers.items())
    return {match["goal"] or match["former"]: code for match, code in found if match}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("run", ["scorecard"])
def test_each_verdict_stands_in_its_word_and_its_shape(bundled, results, run, lang):
    marked = {
        code: say(
            "goals.marked", lang, mark=say(f"goals.mark_{code}", lang), verdict=say(f"goals.verdict_{code}", lang)
        )
        for code in VERDICTS
    }
    # Verdicts may share a shape, each has a word of its own.
    assert len({say(f"goals.verdict_{code}", lang) for code in VERDICTS}) == len(VERDICTS)
    shown = Counter(states_of(bundled / f"{run}.{lang}.html"))
    assert shown == Counter(marked[code] for code in codes_of(results[run]).values())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_shape_of_a_problem_is_that_of_a_good_verdict_or_of_none(lang):
    """Whoever sees the shapes alone, in black and white, still tells what is wrong from what is well or not judged."""
    kinds = [SHORT, set(VERDICTS) - SHORT - set(NOT_JUDGED), NOT_JUDGED]
    shapes = [{say(f"goals.mark_{code}", lang) for code in codes} for codes in kinds]
    assert all(len(shape) == 1 for group in shapes for shape in group)
    assert sum(map(len, shapes)) == len(set.union(*shapes))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("run", ["scorecard"])
def test_counts_of_verdicts_are_those_of_the_verdicts_themselves(bundled, results, run, lang):
    held = Counter(codes_of(results["scorecard"]).values())
    text = " ".join(texts_of(bundled / f"{run}.{lang}.html"))
    said = {}
    for code in VERDICTS:
        word = re.escape(say(f"goals.verdict_{code}", lang))
        pattern = rf"“{word}”(\d+)项" if lang == "zh" else rf"(?<![\d.])(\d+) “{word}”"
        if counts := {int(count) for count in re.findall(pattern, text)}:
            [said[code]] = counts
    assert said == held
    total = re.search(r"规划提出的(\d+)项" if lang == "zh" else r"The plan sets (\d+) goals", text)
    assert int(total[1]) == held.total()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_headline_says_the_probability_and_the_lead_its_range(bundled, results, lang):
    root = html.fromstring((bundled / f"briefing.{lang}.html").read_text(encoding="utf-8").encode())
    numbers = {
        name: str(told_probability(Decimal(results["briefing"][f"answer/{name}"]["value"])))
        for name in ("chance", "least", "most")
    }
    assert numbers["chance"] in numbers_in(root.find(".//h1").text_content())
    assert numbers_in(root.find_class("lead")[0].text_content())[-2:] == [numbers["least"], numbers["most"]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_reason_ends_in_the_verdict_of_its_row(bundled, lang):
    words = "|".join(re.escape(say(f"goals.verdict_{code}", lang)) for code in VERDICTS)
    pattern = re.compile(rf"评价：({words})。$" if lang == "zh" else rf"Verdict: ({words})\.$")
    page = bundled / f"scorecard.{lang}.html"
    given = [match[1] for text in texts_of(page) if (match := pattern.search(text))]
    rows = [state[1:].strip() for state in states_of(page)]
    assert given
    assert given == rows[: len(given)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_briefing_has_the_parts_that_officials_expect_in_their_order(bundled, lang):
    root = html.fromstring((bundled / f"briefing.{lang}.html").read_text(encoding="utf-8").encode())
    kinds = {"lead", "strip", "cards", "texts", "plain", "foot"}
    found = [
        next((name for name in one.get("class", "").split() if name in kinds), one.tag)
        for one in root.find(".//main").iter("h1", "div", "ul", "figure")
        if one.tag in {"h1", "figure"} or kinds & set(one.get("class", "").split())
    ]
    assert found == ["h1", "lead", "strip", "figure", "figure", "cards", "texts", "plain", "foot"]
