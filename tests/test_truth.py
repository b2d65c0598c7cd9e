"""Every number printed on a page is true: it is found again in what the page was made from, with its digits."""

import csv
import json
import re
import shutil
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

import pytest
import yaml
from lxml import html
from page_numbers import (
    SCALES,
    cells_of,
    descriptions_of,
    drawn_texts,
    numbers_in,
    outputs_of,
    prose_of,
    results_as_told,
    sizes_of,
    texts_of,
    without_table_units,
)

from lcanalysis.units import UNITS, require_unit
from lcanalysis.wording import LANGUAGES

ROOT = Path(__file__).parent.parent
RAW, PROCESSED = ROOT / "data" / "raw", ROOT / "data" / "processed"
SVG = "image/svg+xml"
TABLES = {
    "observations": ("value", "lower", "upper"),
    "findings": ("published", "recomputed", "lower", "upper", "discrepancy", "text_zh", "text_en"),
    "goals": ("value", "value_upper"),
}

# Numbers that are no data: years and dates, the addresses of cells, the numbers of notes. They are not looked up.
NO_DATA = re.compile(
    r"""\w+\.csv\ [A-Z]+\d+                                  # an address
    | ^(?:注：|Notes:\ )?\d+\.\ (?=\D)                        # the number of a note
    | \b\d{1,2}\ [A-Z][a-z]+\ (?=20\d\d)                      # 25 December 2024
    | (?<![\d.,])(?:19|20)\d\d(?:-\d\d){0,2}(?![\d.,]\d|\d)(?:年\d+月(?:\d+日)?)?  # 2018, 2019-11, 2024年12月25日
    """,
    re.VERBOSE,
)
# Constants of the method, wherever they stand: a page that shows another number than these there is wrong.
CONSTANTS = [
    re.compile(pattern)
    for pattern in (
        r"\b(?:30|50|60|80|90|95)%(?=(?:预测)?区间|上限|下限| (?:predictive )?interval)",  # the levels of intervals
        r"0(?=～100%)|0(?= to 100%)|100(?=%)",  # the ends of an axis of probabilities
        r"0\.01(?=以外为对数刻度)|(?<=logarithmic beyond )0\.01",  # where an axis turns logarithmic
        r"\b1811(?=～|\N{EN DASH}| to )",  # the first year of the series of the backtest
    )
]
# How many rows a chart says that it draws, in its description.
ROWS = re.compile(r"\d+(?=行，|个参照类|种产品(?:20\d\d年|中)| rows| reference classes| products (?:in|published))")
# Numbers in the notebooks' own prose, which no figure of the plan moves: each page's, with what they are.
PROSE = {
    "audit": {"21.96", "21.955", "21.965", "100", "1"},  # an example of a rounding interval; the formulas
    "research": {"3"},  # the goal as the question puts it
    "backtest": {"60"},  # an example of a probability
    "decomposition": set(),
}
# Units whose numbers are looked up together with them.
MEASURES = ("吨", "万吨", "元", "万元", "亿元", "元/月", "%", "个百分点")
NAMES = {lang: {require_unit(unit).name(lang): (unit, 0) for unit in MEASURES} for lang in LANGUAGES}
# English prose counts in billions of yuan and millions of tonnes.
NAMES["en"] |= {
    f"{scale} {require_unit(unit).name('en')}": (unit, power)
    for scale, power in SCALES.items()
    for unit in ("元", "吨")
}
MEASURED = {
    lang: re.compile(
        r"(?<![A-Za-z\d.])([-\N{MINUS SIGN}]?\d[\d,]*(?:\.\d+)?) ?("
        + "|".join(sorted(map(re.escape, names), key=len, reverse=True))
        + r")(?![A-Za-z])"
    )
    for lang, names in NAMES.items()
}
# Rates that scenarios assume: no figures of the plan.
ASSUMED = {Decimal(rate) for rate in (0, 3, 5, 6, 7, 8)}


def leaves(value: object) -> list[str]:
    """Return the texts of a declaration."""
    if isinstance(value, dict | list):
        return [text for one in (value.values() if isinstance(value, dict) else value) for text in leaves(one)]
    return [value] if isinstance(value, str) else []


@cache
def declared() -> tuple[str, ...]:
    """Return the texts with digits that the plan's files declare, such as names and quotations, the longest first."""
    files = sorted(RAW.rglob("*.yml"))
    texts = {text for file in files for text in leaves(yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader))}  # noqa: S506
    named = {text for text in texts if re.search(r"\d", text) and re.search(r"[^\W\d_]{2}", text)}
    return tuple(sorted(named, key=len, reverse=True))


@cache
def known() -> frozenset[Decimal]:
    """Return the magnitudes of all numbers of the processed tables and of the figures declared as outcomes."""
    found = set()
    for name, columns in TABLES.items():
        with (PROCESSED / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                found |= {number for column in columns for number in numbers_in(row[column])}
                found |= sizes_of(row["value"], row["unit"]) if row.get("value") else set()
    outcomes = yaml.load((RAW / "outcomes.yml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
    found |= {text for text in leaves(outcomes) if re.fullmatch(r"[\d.]+", text)}
    found |= {size for one in outcomes["outcomes"] for size in sizes_of(one["value"], one["unit"])}
    return frozenset(abs(Decimal(number)) for number in found)


def measured_in(text: str, lang: str) -> set[tuple[Decimal, str]]:
    """Return the numbers of a text that have a unit of `MEASURES`, without their signs, each with that unit."""
    return {
        in_single_units(abs(Decimal(number)).scaleb(NAMES[lang][unit][1]), NAMES[lang][unit][0])
        for shown, unit in MEASURED[lang].findall(without_table_units(text) if lang == "en" else text)
        for number in numbers_in(shown)
    }


def in_single_units(number: Decimal, unit: str) -> tuple[Decimal, str]:
    """Return an amount in the unit without its 万 or 亿, in which both languages are compared."""
    declared = UNITS.get(unit)
    if declared is None or declared.single is declared:
        return number, unit
    return number.scaleb(len(str(declared.size / declared.single.size)) - 1), declared.single.symbol


@cache
def known_with_unit() -> frozenset[tuple[Decimal, str]]:
    """Return the numbers of the processed tables and the outcomes, each with its unit."""
    found = set()
    for name, columns in TABLES.items():
        with (PROCESSED / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                for column in columns:
                    if column.startswith("text"):
                        found |= measured_in(row[column], column.removeprefix("text_"))
                    elif name != "findings" and row[column]:
                        found.add(in_single_units(abs(Decimal(row[column])), row["unit"]))
    outcomes = yaml.load((RAW / "outcomes.yml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
    found |= {in_single_units(abs(Decimal(one["value"])), one["unit"]) for one in outcomes["outcomes"]}
    return frozenset(found | {(rate, "%") for rate in ASSUMED})


@cache
def measured() -> frozenset[Decimal]:
    """Return the mean distances of given and happened in the backtest, computed anew: charts name these alone."""
    with (ROOT / "lcanalysis" / "forecasting" / "backtest_reliability.csv").open(encoding="utf-8", newline="") as lines:
        bins = [row for row in csv.DictReader(lines) if not row["brier"]]
    found = set()
    for first, goal in {(row["first"], row["goal_pct"]) for row in bins}:
        chosen = [row for row in bins if (row["first"], row["goal_pct"]) == (first, goal)]
        apart = sum(abs(float(one["probability"]) - float(one["happened"])) * int(one["cases"]) for one in chosen)
        found.add(Decimal(f"{100 * apart / sum(int(one['cases']) for one in chosen):.1f}"))
    return frozenset(found)


def asked_about() -> frozenset[Decimal]:
    """Return the percentages of the goals whose probabilities the backtest judges: they name its rows."""
    with (ROOT / "lcanalysis" / "forecasting" / "backtest_reliability.csv").open(encoding="utf-8", newline="") as lines:
        return frozenset(Decimal(row["goal_pct"]) for row in csv.DictReader(lines))


def magnitudes(text: str, *leaving_out: re.Pattern) -> list[Decimal]:
    """Return the numbers of a text that are data, without their signs: these may be said by a verb."""
    for pattern in (*leaving_out, NO_DATA):
        text = pattern.sub(" ", text)
    text = without_table_units(text)
    return [abs(Decimal(number)) for number in numbers_in(text)]


@cache
def without_declared(text: str) -> str:
    """Return a text without the names and quotations that the plan's files declare."""
    lowered = text.lower()
    for name in declared():
        if name.lower() in lowered:
            text = re.sub(re.escape(name), " ", text, flags=re.IGNORECASE)
            lowered = text.lower()
    return text


def notebook_of(edition: Path, run: str, lang: str) -> Path:
    return edition / (f"{run}.ipynb" if lang == "zh" else f"{run}.{lang}.ipynb")


@cache
def drawn(edition: Path, run: str, lang: str) -> list[str]:
    """Return the texts drawn in the charts of a page."""
    charts = [
        "".join(output["data"][SVG]) for output in outputs_of(notebook_of(edition, run, lang)) if SVG in output["data"]
    ]
    return [text for chart in charts for text in drawn_texts(chart)]


@cache
def shown(edition: Path, run: str, lang: str) -> list[str]:
    """Return all texts of a page, with those drawn in its charts."""
    return texts_of(edition / f"{run}.{lang}.html") + drawn(edition, run, lang)


def said(results: dict, run: str, lang: str) -> set[Decimal]:
    """Return the results of a page as it may say them, without signs: in English also in billions and millions."""
    numbers = [one for one in results[run].values() if re.fullmatch(r"-?\d[\d.]*", one["value"])]
    return {size for one in numbers for size in sizes_of(one["value"], one["unit"] if lang == "en" else "")}


def is_rounded(number: Decimal, values: set[Decimal]) -> bool:
    """Return whether one of the values prints as the number, whole or to its digits: charts have no room for more."""
    step = Decimal(1).scaleb(number.as_tuple().exponent)
    return any(value.quantize(step, ROUND_HALF_UP) == number for value in values)


def untrue(edition: Path, run: str, lang: str, results: dict) -> list[tuple[str, str]]:
    """Return the numbers of a page that are found nowhere, each with the text that it stands in."""
    own = said(results, run, lang)
    prose = prose_of(notebook_of(edition, run, lang), lang)
    charts = {*drawn(edition, run, lang), *descriptions_of(edition / f"{run}.{lang}.html")}
    allowed = own | known() | (measured() | asked_about() if run == "backtest" else set())
    found = []
    for text in shown(edition, run, lang):
        in_prose = {Decimal(number) for number in PROSE.get(run, ())} if text in prose else set()
        found += [
            (str(number), text)
            for number in magnitudes(without_declared(text), *CONSTANTS, ROWS)
            if number not in allowed and number not in in_prose and not (text in charts and is_rounded(number, own))
        ]
    return found


def of_another_unit(edition: Path, run: str, lang: str, results: dict) -> list[tuple[set, str]]:
    """Return the numbers that a page gives in a unit that is not theirs, with the text that they stand in."""
    own = {
        in_single_units(abs(Decimal(one["value"])), one["unit"])
        for one in results[run].values()
        if re.fullmatch(r"-?\d[\d.]*", one["value"])
    }
    prose = prose_of(notebook_of(edition, run, lang), lang)
    allowed = own | known_with_unit()
    if run == "backtest":
        allowed |= {(one, "个百分点") for one in measured()} | {(one, "%") for one in asked_about()}
    charts = descriptions_of(edition / f"{run}.{lang}.html")
    found = []

    def in_unit(unit: str) -> set[Decimal]:
        return {value for value, its in own if its == unit}

    for text in texts_of(edition / f"{run}.{lang}.html"):
        plain = without_declared(text)
        for pattern in (*CONSTANTS, ROWS):
            plain = pattern.sub(" ", plain)
        wrong = measured_in(NO_DATA.sub(" ", plain), lang) - allowed
        wrong = {one for one in wrong if not (text in charts and is_rounded(one[0], in_unit(one[1])))}
        if text in prose:
            wrong = {one for one in wrong if str(one[0]) not in PROSE.get(run, ())}
        found += [(wrong, text)] if wrong else []
    return found


def misprinted(edition: Path, run: str, lang: str, results: dict) -> list[str]:
    """Return the cells of a page whose number has not the sign and the digits of any of the page's results."""
    printed = {one["value"] for one in results[run].values()}
    return [cell for cell in cells_of(edition / f"{run}.{lang}.html") if not printed.issuperset(numbers_in(cell))]


@pytest.fixture(scope="module")
def results(bundled) -> dict:
    return results_as_told(bundled)


pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("bundled_edition")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_on_every_page_is_found_in_what_the_page_was_made_from(bundled, results, lang):
    assert {run: found for run in results if (found := untrue(bundled, run, lang, results))} == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_has_the_unit_of_the_figure_it_is(bundled, results, lang):
    assert {run: found for run in results if (found := of_another_unit(bundled, run, lang, results))} == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_cell_has_the_sign_and_the_digits_of_a_result(bundled, results, lang):
    assert {run: found for run in results if (found := misprinted(bundled, run, lang, results))} == {}


def digits(number: Decimal) -> str:
    """Return the digits of a number without its size: English prose counts in billions where Chinese counts in 亿."""
    return "".join(map(str, number.normalize().as_tuple().digits))


def test_both_languages_show_the_same_numbers(bundled, results):
    for run in results:
        zh, en = (
            Counter(digits(number) for text in shown(bundled, run, lang) for number in magnitudes(text))
            for lang in LANGUAGES
        )
        assert (zh - en, en - zh) == (Counter(), Counter()), run


def test_the_index_quotes_the_verdict_of_every_page_word_for_word(bundled, results):
    for lang, name in (("zh", "index.html"), ("en", "index.en.html")):
        index = " ".join(html.fromstring((bundled / name).read_text(encoding="utf-8").encode()).text_content().split())
        for run in results:
            root = html.fromstring((bundled / f"{run}.{lang}.html").read_text(encoding="utf-8").encode())
            answers = root.find_class("verdict")
            # On the first page the answer is the headline.
            first = answers[0].xpath("string((.//p | .//li)[1])") if answers else root.xpath("string(//h1)")
            assert " ".join(first.split()) in index, (run, lang)


def plant(bundled, folder, run, before, planted):
    """Copy a Chinese page into a folder, with one text of it changed."""
    for name in (f"{run}.zh.html", f"{run}.ipynb"):
        shutil.copy(bundled / name, folder)
    page = folder / f"{run}.zh.html"
    text = page.read_text(encoding="utf-8")
    assert before in text
    page.write_text(text.replace(before, planted, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("run", "before", "planted"),
    [
        ("briefing", "年均增长5.28%即可", "年均增长5.82%即可"),  # a sentence
        ("briefing", ">813.9<small>", ">813.6<small>"),  # a key figure
        ("briefing", ">39</td>", ">38</td>"),  # a cell
        ("production", "精炼铜（电解铜） 9.54%、", "精炼铜（电解铜） 9.45%、"),  # the description of a chart
        ("briefing", "冠县<small>", "冠县7.25<small>"),  # a number more
    ],
)
def test_a_planted_number_is_found_out(bundled, results, tmp_path, run, before, planted):
    plant(bundled, tmp_path, run, before, planted)
    assert len(untrue(tmp_path, run, "zh", results)) == 1


@pytest.mark.parametrize(
    ("run", "before", "planted", "felt"),
    [
        ("briefing", "从813.9亿元起", "从813.9万元起", of_another_unit),  # a unit
        ("briefing", "提高0.46个百分点", "提高0.46%", of_another_unit),  # points are no percent
        ("scorecard", ">-26.2</td>", ">26.2</td>", misprinted),  # a sign
        ("scorecard", ">14.6</td>", ">14.60</td>", misprinted),  # a digit too many
    ],
)
def test_a_planted_unit_sign_or_digit_is_found_out(bundled, results, tmp_path, run, before, planted, felt):
    plant(bundled, tmp_path, run, before, planted)
    assert len(felt(tmp_path, run, "zh", results)) == 1


def test_a_number_drawn_otherwise_in_a_chart_is_found_out(bundled, results, tmp_path):
    for name in ("briefing.zh.html", "briefing.ipynb"):
        shutil.copy(bundled / name, tmp_path)
    path = tmp_path / "briefing.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    # The glyphs of 813.9, whose last becomes an eight.
    glyphs = re.compile(r'(<use xlink:href="#[RB]19"[^>]*>(?:<use[^>]*>){3}<use xlink:href="#[RB])1a(?=")')
    drawing = next(data for data in drawings(notebook) if glyphs.search("".join(data[SVG])))
    drawing[SVG] = glyphs.sub(r"\g<1>19", "".join(drawing[SVG]), count=1)
    path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
    assert {number for number, _ in untrue(tmp_path, "briefing", "zh", results)} == {"813.8"}


def drawings(notebook: dict) -> list[dict]:
    """Return the outputs of a notebook that hold a drawing."""
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    return [output["data"] for output in outputs if SVG in output.get("data", {})]


def test_numbers_are_read_as_they_are_printed():
    assert numbers_in("由-9.12%～-9.11%到1,916.13，2019-11，−0.5 and 3%–8%") == [
        "-9.12", "-9.11", "1916.13", "2019", "11", "-0.5", "3", "8",
    ]  # fmt: skip
    assert magnitudes("2018年为813.9亿元（headline.csv E3），2024年12月25日发布") == [Decimal("813.9")]
