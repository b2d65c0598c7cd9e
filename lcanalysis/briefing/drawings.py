"""Charts as they stand in a page: SVG without scripts, styles or clashing ids, and with an alt text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Final

from lcanalysis.briefing.masthead import PageError

SVG: Final = "{http://www.w3.org/2000/svg}"
XLINK_HREF: Final = "{http://www.w3.org/1999/xlink}href"
ALLOWED: Final = frozenset(
    f"{SVG}{name}"
    for name in (
        "svg", "g", "defs", "path", "use", "clipPath", "rect", "circle", "ellipse", "line", "polyline", "polygon",
        "image", "text", "tspan", "linearGradient", "radialGradient", "stop", "pattern", "marker", "mask", "symbol",
    )
)  # fmt: skip
REFERENCE: Final = re.compile(r"url\(\s*['\"]?#([^'\")]+)['\"]?\s*\)")
LENGTH: Final = re.compile(r"^([0-9.]+)(pt|px|in|)$")
PIXELS: Final = {"pt": 96 / 72, "px": 1.0, "in": 96.0, "": 1.0}


def inline_svg(source: str, prefix: str, alt: str) -> str:
    """Return a drawing as an SVG element for an HTML page.

    Style attributes become presentation attributes, since the page's policy forbids inline styles; ids and
    the references to them get `prefix`, so that two drawings on a page cannot take each other's parts.

    Parameters
    ----------
    source
        An SVG file's text.
    prefix
        Unique on the page.
    alt
        What the drawing says.

    Raises
    ------
    PageError
        If `source` is not SVG.
    """
    try:
        # Entities are bounded by expat itself, and nothing external is ever loaded.
        root = ET.fromstring(source)  # noqa: S314
    except ET.ParseError as problem:
        raise PageError("page.not_svg", problem=str(problem)) from None
    if root.tag != f"{SVG}svg":
        raise PageError("page.not_svg", problem=str(root.tag)[:80])
    width, height = _size(root)
    _reduce(root)
    numbers = {element.attrib["id"]: f"{prefix}{at}" for at, element in enumerate(_used(root))}
    for element in root.iter():
        _clean(element, numbers)
    root.attrib = {
        "role": "img",
        "aria-label": alt,
        "viewBox": root.get("viewBox", f"0 0 {width:g} {height:g}"),
        "width": f"{width:.0f}",
        "height": f"{height:.0f}",
        # What matplotlib says in a style sheet for every element of its drawings.
        "stroke-linejoin": "round",
        "stroke-linecap": "butt",
    }
    return ET.tostring(root, encoding="unicode", short_empty_elements=True)


def _size(root: ET.Element) -> tuple[float, float]:
    sizes = []
    for at, name in ((2, "width"), (3, "height")):
        match = LENGTH.match(root.get(name, ""))
        box = root.get("viewBox", "").split()
        sizes.append(float(match[1]) * PIXELS[match[2]] if match else float(box[at]) if len(box) == 4 else 640.0)
    return sizes[0], sizes[1]


def _reduce(element: ET.Element) -> None:
    """Drop everything that is not drawing, and the white space between elements."""
    for child in list(element):
        if child.tag not in ALLOWED:
            element.remove(child)
        else:
            _reduce(child)
            child.tail = child.tail if element.tag in {f"{SVG}text", f"{SVG}tspan"} else None
    if element.tag not in {f"{SVG}text", f"{SVG}tspan"}:
        element.text = None


def _used(root: ET.Element) -> list[ET.Element]:
    """Return the elements whose id something refers to, in order; other ids only take room."""
    wanted = set()
    for element in root.iter():
        target = element.get(XLINK_HREF) or element.get("href") or ""
        wanted |= {target[1:]} if target.startswith("#") else set()
        for value in element.attrib.values():
            wanted |= set(REFERENCE.findall(value))
    return [element for element in root.iter() if element.get("id") in wanted]


def _clean(element: ET.Element, numbers: dict[str, str]) -> None:
    kept: dict[str, str] = {}
    for name, value in element.attrib.items():
        if name == "style":
            kept |= dict(_declarations(value))
        elif name in {XLINK_HREF, "href"}:
            kept["href"] = value
        elif name == "id":
            kept |= {"id": numbers[value]} if value in numbers else {}
        elif name == "d":
            kept["d"] = " ".join(value.split())
        elif not name.startswith(("on", "{")):
            kept[name] = value
    for name, value in kept.items():
        kept[name] = REFERENCE.sub(lambda match: f"url(#{numbers.get(match[1], match[1])})", value)
    target = kept.pop("href", "")
    if target.startswith("#"):
        kept["href"] = f"#{numbers.get(target[1:], target[1:])}"
    elif target.startswith("data:image/"):
        kept["href"] = target
    element.attrib = kept
    element.tag = element.tag.removeprefix(SVG)


def _declarations(style: str) -> list[tuple[str, str]]:
    pairs = (part.partition(":") for part in style.split(";") if ":" in part)
    return [(name.strip(), value.strip()) for name, _, value in pairs]
