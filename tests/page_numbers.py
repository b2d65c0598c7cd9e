"""What stands on a finished page, read back: its texts, the words drawn in its charts, and the numbers in them."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

from fontTools.ttLib import TTFont
from lxml import html

from lcanalysis.charts.style import FONT_FILES
from lcanalysis.number_format import PROBABILITY, told_probability
from lcanalysis.units import UNITS

SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
GLYPH = re.compile(r"#([RB])([0-9a-f]+)")
# A minus stands before the digits and after no letter, digit or bracket: "2019-11" and "9.1%-9.2%" hold none.
NUMBER = re.compile(
    r"(?:(?<![A-Za-z\d.%)\]）-])[-\N{MINUS SIGN}+])?(?<![A-Za-z\d.])\d+(?:,\d{3})*(?:\.\d+)?(?![A-Za-z\d])"
)
SCALES = {"trillion": 12, "billion": 9, "million": 6}
"""The powers of ten of the large numbers of English prose."""
SCALED = re.compile(
    r"(?P<numbers>\d[\d,]*(?:\.\d+)?(?:\N{EN DASH}\d[\d,]*(?:\.\d+)?)?) " + rf"(?P<scale>{'|'.join(SCALES)}) "
)
TABLE_UNIT = re.compile(
    rf"(?<![\d.,])(?:{'|'.join(re.escape(unit.name('en')) for unit in UNITS.values() if unit.single is not unit)})"
)
# A place in the plan is no figure; in Chinese it is written without digits.
SECTION = re.compile(r"\b(?:part|chapter|section|article) \d+", re.IGNORECASE)
# Parts of a page that are about it and not its contents, and the labels that count tables and figures. A part of the
# annex is folded and is contents all the same.
ABOUT = ".//style | .//details[not(@class='detail')] | .//nav | .//*[@class='label']"


def results_as_told(edition: Path) -> dict[str, dict[str, dict]]:
    """Return the results of an edition with probabilities as readers are told them, which have fewer digits."""
    found = json.loads((edition / "results.json").read_text(encoding="utf-8"))
    for numbers in found.values():
        for one in numbers.values():
            one["value"] = told(one)
    return found


def told(one: dict) -> str:
    """Return the value of a result as a page tells it: a probability with fewer digits."""
    return str(told_probability(Decimal(one["value"]))) if one.get("form") == PROBABILITY else one["value"]


def numbers_in(text: str) -> list[str]:
    """Return the numbers of a text with their digits as shown, separators dropped and minus as a hyphen."""
    numbers = NUMBER.findall(SECTION.sub("", text))
    return [found.replace(",", "").replace("\N{MINUS SIGN}", "-").removeprefix("+") for found in numbers]


def without_table_units(text: str) -> str:
    """Return an English text without the units of tables that are named by a number: (100 million yuan)."""
    return TABLE_UNIT.sub(" ", text)


def in_singles(text: str) -> str:
    """Return an English text with its large numbers written out: 81.39 billion yuan is 81390000000 yuan."""

    def whole(found: re.Match[str]) -> str:
        numbers = (
            Decimal(number.replace(",", "")).scaleb(SCALES[found["scale"]])
            for number in found["numbers"].split("\N{EN DASH}")
        )
        return "\N{EN DASH}".join(f"{number.normalize():f}" for number in numbers) + " "

    return SCALED.sub(whole, text)


def sizes_of(value: str, unit: str) -> set[Decimal]:
    """Return the numbers by which an amount may be told: as it is, in single units, in millions, billions and trillions."""
    plain = singles_of(value, unit)
    return {max(plain).scaleb(-power) for power in SCALES.values()} | plain if len(plain) > 1 else plain


def singles_of(value: str, unit: str) -> set[Decimal]:
    """Return the numbers by which a text without large numbers may tell an amount: as it is, and in single units."""
    amount, declared = abs(Decimal(value)), UNITS.get(unit)
    if declared is None or declared.single is declared:
        return {amount}
    return {amount, amount * int(declared.size / declared.single.size)}


@cache
def texts_of(page: Path) -> list[str]:
    """Return the texts of a page's main part: each heading, paragraph, item, cell, caption and description of a chart."""
    main = html.fromstring(page.read_text(encoding="utf-8").encode()).find(".//main")
    for part in main.xpath(ABOUT):
        part.drop_tree()
    # A line beside a number, hidden from readers, says nothing of its own.
    found = [drawing.get("aria-label") for drawing in main.iter("svg") if drawing.get("aria-hidden") != "true"]
    for drawing in list(main.iter("svg")):
        drawing.drop_tree()
    leaves = main.xpath(".//h1 | .//h2 | .//h3 | .//summary | .//p | .//li | .//th | .//td | .//caption/span | .//pre")
    return found + [_words_of(leaf) for leaf in leaves]


def _words_of(leaf: html.HtmlElement) -> str:
    """Return the text of an element; what stands on lines of its own in a cell or a key figure is apart."""
    for clause in leaf.xpath(".//span[not(@class)]"):  # the parts of a title that are not to be broken
        clause.drop_tag()
    is_stacked = any(child.tag in {"small", "span"} for child in leaf)
    return " ".join((" ".join(leaf.itertext()) if is_stacked else leaf.text_content()).split())


def descriptions_of(page: Path) -> list[str]:
    """Return what the charts of a page's main part are said to show: their titles and their alternative texts."""
    main = html.fromstring(page.read_text(encoding="utf-8").encode()).find(".//main")
    titles = main.xpath(".//figure[.//svg]/figcaption/*[@class='title']")
    for label in main.xpath(".//*[@class='label']"):
        label.drop_tree()
    said = [drawing.get("aria-label") for drawing in main.iter("svg") if drawing.get("aria-label")]
    return said + [_words_of(title) for title in titles]


def cells_of(page: Path) -> list[str]:
    """Return the texts of the table cells of a page's main part that hold a number or, for want of one, a dash."""
    main = html.fromstring(page.read_text(encoding="utf-8").encode()).find(".//main")
    return [cell.text_content() for cell in main.xpath(".//td[contains(concat(' ', @class, ' '), ' number ')]")]


def outputs_of(notebook: Path) -> list[dict]:
    """Return the outputs of an executed notebook that show something."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [output for cell in cells for output in cell.get("outputs", []) if "data" in output]


def prose_of(notebook: Path, lang: str) -> str:
    """Return the prose of a notebook's own cells in one language."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    shown = [cell for cell in cells if cell["cell_type"] == "markdown" and f"lang-{lang}" in cell["metadata"]["tags"]]
    return "\n".join("".join(cell["source"]) for cell in shown)


@cache
def _letters(weight: str) -> list[tuple[str, float]]:
    """Return the letters of the bundled font with their advances in thousandths of the size, by their numbers."""
    font = TTFont(next(path for path in FONT_FILES if weight in path.name))
    named = {name: chr(code) for code, name in sorted(font.getBestCmap().items(), reverse=True)}
    units = font["head"].unitsPerEm
    return [(named.get(name, ""), font["hmtx"][name][0] * 1000 / units) for name in font.getGlyphOrder()]


def _line_of(group: ET.Element) -> str:
    """Return a line drawn letter by letter; a space, which has no outline, shows as a gap."""
    text, end = "", 0.0
    for use in group.findall(f"{SVG}use"):
        found = GLYPH.fullmatch(use.get(HREF, ""))
        if found is None:
            continue
        letter, advance = _letters({"R": "Regular", "B": "Bold"}[found[1]])[int(found[2], 16)]
        at = float(use.get("x", 0))
        text += f" {letter}" if text and at - end > 100 else letter
        end = at + advance
    return text


def drawn_texts(svg: str) -> list[str]:
    """Return the texts drawn in a chart, read from its glyphs, without the numbers along its axes."""
    root = ET.fromstring(svg)  # noqa: S314
    parents = {child: parent for parent in root.iter() for child in parent}
    found = []
    for group in root.iter(f"{SVG}g"):
        text = _line_of(group)
        is_mark = parents[group].get("class") == "mark"
        if text and not (is_mark and re.fullmatch(r"[-\N{MINUS SIGN}]?[\d,.]+%?", text)):
            found.append(text)
    return found
