"""Make matplotlib's SVG small and stable: no prologue, comments or unused ids, short numbers and paths."""

from __future__ import annotations

import re
from typing import Final

_ID: Final = re.compile(r' id="([^"]+)"')
_USED: Final = re.compile(r'(?:href="#|url\(#)([^")]+)')
_NUMBER: Final = re.compile(r"-?\d+\.\d{3,}")
_GLYPH: Final = re.compile(r'(<path id="[^"]*" d=")([^"]*)(" transform="scale\()0\.015625(\)"/>)')
_GLYPH_ID: Final = re.compile(r'((?:href="#| id="))LCSansSC-(Regular|Bold)-([0-9a-f]+)"')
_GLYPH_USE: Final = re.compile(r' transform="translate\(([\d.]+) 0\)"/>')
_PATH: Final = re.compile(r' d="([^"]*)"')
_TOKEN: Final = re.compile(r"[MLCQz]|-?\d+(?:\.\d+)?")
# matplotlib writes glyphs in 64ths of a point at 100 points; in the font they are whole thousandths.
_FONT_UNITS: Final = 6.4


def compact_svg(svg: str) -> str:
    r"""Return an SVG of matplotlib that looks the same and is a fraction as long.

    Prologue, comments, metadata and ids that nothing refers to are dropped; coordinates are rounded to 0.01
    point; glyphs go back to the whole units of the font; paths are written with relative steps.

    Examples
    --------
    >>> compact_svg('<?xml version="1.0"?>\n<!DOCTYPE svg>\n<svg id="a"><!-- x --><path d="M 1.23456 2 \nL 1.25 9"/></svg>\n')
    '<svg><path d="M1.23 2l.02 7"/></svg>'
    """
    text = svg[svg.index("<svg") :]
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = _GLYPH.sub(lambda found: f"{found[1]}{_in_font_units(found[2])}{found[3]}0.1{found[4]}", text)
    text = _GLYPH_ID.sub(lambda found: f'{found[1]}{found[2][0]}{found[3]}"', text)
    text = _GLYPH_USE.sub(r' x="\1"/>', text)
    used = set(_USED.findall(text))
    text = _ID.sub(lambda found: found[0] if found[1] in used else "", text)
    text = _PATH.sub(lambda found: f' d="{relative_path(found[1])}"', text)
    text = _NUMBER.sub(lambda found: _short(float(found[0]), 2), text)
    return re.sub(r">\s+<", "><", text).strip()


def _in_font_units(path: str) -> str:
    return re.sub(r"-?\d+(?:\.\d+)?", lambda found: str(round(float(found[0]) / _FONT_UNITS)), path)


def _short(value: float, places: int) -> str:
    text = f"{value:.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def relative_path(path: str) -> str:
    """Return a path of absolute M, L, C, Q, z commands with relative steps, rounded to 0.01 without drift.

    Each point is rounded first and the steps are differences of rounded points, so errors do not add up.

    Examples
    --------
    >>> relative_path("M 10 10 L 20 10 L 20 5 z")
    'M10 10h10v-5z'
    """
    tokens = _TOKEN.findall(path)
    sizes = {"M": 2, "L": 2, "C": 6, "Q": 4, "z": 0}
    out: list[str] = []
    here = start = (0, 0)
    last = command = ""
    index = 0
    while index < len(tokens):
        if tokens[index] in sizes:
            command = tokens[index]
            index += 1
        if command == "z":
            out.append("z")
            here, last = start, "z"
            continue
        count = sizes[command]
        points = [round(float(token) * 100) for token in tokens[index : index + count]]
        index += count
        origin = (0, 0) if command == "M" else here
        steps = [value - origin[position % 2] for position, value in enumerate(points)]
        letter = command if command == "M" else command.lower()
        if letter == "l" and 0 in steps:
            letter = "h" if steps[1] == 0 else "v"
            steps = steps[:1] if letter == "h" else steps[1:]
        out.append(_joined(steps, "" if letter == last and letter != "M" else letter))
        here = (points[-2], points[-1])
        last = letter
        if command == "M":
            start = here
    return "".join(out)


def _joined(steps: list[int], letter: str) -> str:
    """Return numbers in hundredths with no more separators than a reader of SVG needs."""
    text = letter
    for position, step in enumerate(steps):
        number = _short(step / 100, 2)
        number = re.sub(r"^(-?)0\.", r"\1.", number)
        needs_gap = (position > 0 or not letter) and not number.startswith("-")
        text += f" {number}" if needs_gap else number
    return text
