"""Charts as they stand in a page: SVG without scripts, styles or clashing ids, and with an alt text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from typing import Final

from lcanalysis.errors import PageError
from lcanalysis.safe_text import for_office

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
NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
LENGTH: Final = re.compile(r"^([0-9.]+)(pt|px|in|)$")
# The colours of charts by the names that a first page gives them, in light and in dark.
THEMED: Final = {
    "#ffffff": "paper", "#17202a": "ink", "#515d69": "muted", "#c3cbd3": "line", "#e3e8ec": "hair", "#b3201a": "red",
    "#1a5a9e": "blue", "#0a645f": "model", "#8a4b00": "goal", "#74bab4": "band-50", "#cfe9e6": "band-80",
}  # fmt: skip
PAINTS: Final = frozenset({"fill", "stroke"})
_PIXELS_IN_ONE: Final = {"pt": 96 / 72, "px": 1.0, "in": 96.0, "": 1.0}


@dataclass(slots=True)
class Drawings:
    """The drawings of one page: no two ids alike, and a letter that several draw is kept once."""

    _ids: Iterator[int] = field(default_factory=count)
    _shapes: dict[tuple[tuple[str, str], ...], str] = field(default_factory=dict)

    def inline(self, source: str, alt: str, crop: Sequence[float] = (), *, is_themed: bool = False) -> str:
        """Return a drawing as an SVG element for an HTML page.

        Style attributes become presentation attributes, since the page's policy forbids inline styles.

        - `source`: an SVG file's text.
        - `alt`: what the drawing says.
        - `crop`: top and height of the part to show, in units of its view box; all of it if empty. A chart that bears
          its title and source names the part between them: the page sets those as text.
        - `is_themed`: whether the page names the colours of charts, so that they follow light and dark.

        Raises `PageError` if `source` is not SVG.
        """
        try:
            # Entities are bounded by expat itself, and nothing external is ever loaded.
            root = ET.fromstring(source)  # noqa: S314
        except ET.ParseError as problem:
            raise PageError("page.not_svg", problem=str(problem)) from None
        if root.tag != f"{SVG}svg":
            raise PageError("page.not_svg", problem=str(root.tag)[:80])
        scale, box = _view(root)
        if len(crop) == 2:
            box = (box[0], box[1] + crop[0], box[2], crop[1])
        _reduce(root)
        names = self._names(root)
        for element in root.iter():
            _clean(element, names)
            if is_themed:
                _theme(element)
        root.attrib = {
            "role": "img",
            "aria-label": for_office(alt),
            "viewBox": " ".join(f"{number:g}" for number in box),
            "width": f"{box[2] * scale:.0f}",
            "height": f"{box[3] * scale:.0f}",
            # What matplotlib says in a style sheet for every element of its drawings.
            "stroke-linejoin": "round",
            "stroke-linecap": "butt",
        }
        return ET.tostring(root, encoding="unicode", short_empty_elements=True)

    def _names(self, root: ET.Element) -> dict[str, str]:
        """Return the page's name for each id of a drawing that something refers to; drop shapes it has already."""
        used = _references(root)
        names: dict[str, str] = {}
        for parent in list(root.iter(f"{SVG}defs")):
            for shape in list(parent):
                name = shape.get("id", "")
                if shape.tag == f"{SVG}path" and name in used:
                    key = tuple(sorted((at, value) for at, value in shape.attrib.items() if at != "id"))
                    if key in self._shapes:
                        names[name] = self._shapes[key]
                        parent.remove(shape)
                    else:
                        names[name] = self._shapes[key] = f"d{next(self._ids)}"
        for element in root.iter():
            name = element.get("id", "")
            if name in used and name not in names:
                names[name] = f"d{next(self._ids)}"
        return names


def cropped(source: str, alt: str, crop: Sequence[float] = ()) -> str:
    """Return the part of a drawing that stands between title and source, as an SVG file of its own.

    Raises `PageError` if `source` is not SVG.
    """
    return Drawings().inline(source, alt, crop).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def _references(root: ET.Element) -> set[str]:
    """Return the ids that something refers to; all others only take room."""
    found = set()
    for element in root.iter():
        target = element.get(XLINK_HREF) or element.get("href") or ""
        found |= {target[1:]} if target.startswith("#") else set()
        for value in element.attrib.values():
            if "url(" in value:
                found |= set(REFERENCE.findall(value))
    return found


def _view(root: ET.Element) -> tuple[float, tuple[float, float, float, float]]:
    """Return how many pixels wide a unit is, and the view box."""
    sizes = [LENGTH.match(root.get(name, "")) for name in ("width", "height")]
    width, height = (float(match[1]) * _PIXELS_IN_ONE[match[2]] if match else 0.0 for match in sizes)
    numbers = [float(number) for number in re.findall(r"-?[0-9.]+", root.get("viewBox", ""))]
    left, top, across, down = numbers if len(numbers) == 4 else (0.0, 0.0, width or 640.0, height or 480.0)
    return (width / across if width and across else 1.0), (left, top, across, down)


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


def _clean(element: ET.Element, names: dict[str, str]) -> None:
    kept: dict[str, str] = {}
    for name, value in element.attrib.items():
        if name == "style":
            kept |= dict(_declarations(value))
        elif name in {XLINK_HREF, "href"}:
            kept["href"] = value
        elif name == "id":
            kept |= {"id": names[value]} if value in names else {}
        elif name == "d":
            kept["d"] = " ".join(value.split())
        else:
            kept[name] = value
    kept = {name: _renamed(value, names) for name, value in kept.items() if _is_harmless(name, value)}
    if element.tag == f"{SVG}path":
        # The glyph of a space is a path without points, which HTML does not allow.
        kept.setdefault("d", "M0 0")
    target = kept.pop("href", "")
    if target.startswith("#"):
        kept["href"] = f"#{names.get(target[1:], target[1:])}"
    elif target.startswith("data:image/"):
        kept["href"] = target
    element.attrib = kept
    element.tag = element.tag.removeprefix(SVG)


def _renamed(value: str, names: dict[str, str]) -> str:
    if "url(" not in value:
        return value
    return REFERENCE.sub(lambda match: f"url(#{names.get(match[1], match[1])})", value)


def _theme(element: ET.Element) -> None:
    for name in PAINTS & element.attrib.keys():
        colour = element.attrib[name].lower()
        if colour in THEMED:
            element.attrib[name] = f"var(--{THEMED[colour]})"


def _is_harmless(name: str, value: str) -> bool:
    """Whether an attribute is a plain one: no event, nothing from another vocabulary or another place."""
    return _is_plain(name) and ("url(" not in value.lower() or "url(" not in REFERENCE.sub("", value).lower())


@lru_cache(maxsize=1024)
def _is_plain(name: str) -> bool:
    return NAME.fullmatch(name) is not None and not name.lower().startswith("on")


def _declarations(style: str) -> list[tuple[str, str]]:
    pairs = (part.partition(":") for part in style.split(";") if ":" in part)
    return [(name.strip(), value.strip()) for name, _, value in pairs]
