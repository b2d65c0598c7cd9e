"""Draw a figure as a small, stable SVG, and in the same pass in pixels if they are wanted.

matplotlib's own SVG writer names every group, repeats the place of every point and draws each figure twice to lay it
out. Here places are steps from the last one in hundredths of a point, and letters are outlined once.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from io import BytesIO
from typing import Any, Final

import numpy as np
from matplotlib.backend_bases import FigureCanvasBase, RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Transform
from PIL import Image

from lcanalysis.characters import bundled
from lcanalysis.charts.outlines import POINTS_PER_INCH, SIZE, Font, extent, font_of, height_metrics, line, outline_of
from lcanalysis.charts.style import FAMILY, register_fonts
from lcanalysis.charts.svg_paths import in_hundredths, path_data

UNITS: Final = 1000
"""Places within a line are written in this many parts of the size of the letters."""
_BUNDLED: Final = "LCSansSC"
"""What the files of the bundled font call their family."""
_MARKS: Final = frozenset({"xtick", "ytick"})
_HATCH: Final = 72
"""Width and height of the tile of a hatched area, in points."""


@cache
def _letter_data(letter: str) -> str:
    points, codes = outline_of(letter)
    return path_data(points * (UNITS / SIZE, -UNITS / SIZE), codes, 1)


def outline_letters(text: str) -> None:
    """Measure and outline each letter of a text in both weights of the bundled font, which charts then need not do."""
    register_fonts()
    letters = "".join(sorted(bundled() & {one for one in text if one.isprintable()}))
    for weight in ("normal", "bold"):
        for letter, _ in line(letters, Font((FAMILY,), weight)).letters:
            _letter_data(letter)


class SvgRenderer(RendererBase):
    """Writes a figure as SVG while matplotlib draws it; with `pixels`, draws it in pixels as well.

    Texts are drawn as they are written: nothing in them is mathematics.
    """

    def __init__(self, figure: Figure, *, pixels: bool = False) -> None:
        super().__init__()
        self.dpi = figure.dpi
        self.width_px, self.height_px = figure.bbox.size
        self.pixels: Any = RendererAgg(int(self.width_px), int(self.height_px), self.dpi) if pixels else None  # type: ignore[no-untyped-call]
        self._scale = POINTS_PER_INCH / self.dpi
        self._to_svg = Affine2D().scale(self._scale, -self._scale).translate(0, self.height_px * self._scale)
        self._frame = (0.0, 0.0, self.width_px * self._scale, self.height_px * self._scale)
        self._shapes: dict[tuple[str, ...], str] = {}
        self._parts: list[str] = []

    def svg(self) -> str:
        """Return what was drawn."""
        width, height = map(in_hundredths, self._frame[2:])
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'width="{width}pt" height="{height}pt" viewBox="0 0 {width} {height}" stroke-linejoin="round">'
            f"{''.join(self._parts)}</svg>"
        )

    def points_to_pixels(self, points: Any) -> Any:
        """Return a length in points in pixels."""
        return points * self.dpi / POINTS_PER_INCH

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Return the size of the figure in pixels."""
        return self.width_px, self.height_px

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> tuple[float, float, float]:  # noqa: ARG002 - see the class
        """Return the extent of a line of text in pixels."""
        size, found = self.points_to_pixels(prop.get_size_in_points()), extent(s, font_of(prop))
        return found.width * size, found.height * size, found.descent * size

    def _get_font_height_metrics(self, prop: FontProperties) -> tuple[float, float, float]:
        """Return how far a line reaches up and down, and its gap: matplotlib reads the font's tables anew otherwise."""
        size = self.points_to_pixels(prop.get_size_in_points())
        above, below, gap = height_metrics(font_of(prop))
        return above * size, below * size, gap * size

    def open_group(self, s: str, gid: str | None = None) -> None:  # noqa: ARG002 - see the class
        """Begin a group: the marks of an axis alone are told from what else is drawn."""
        if s in _MARKS:
            self._parts.append('<g class="mark">')

    def close_group(self, s: str) -> None:
        """End a group."""
        if s in _MARKS:
            self._parts.append("</g>")

    def draw_path(self, gc: Any, path: Path, transform: Transform, rgbFace: Any = None) -> None:  # noqa: N803
        """Draw a path, filled if it has a colour for it."""
        if self.pixels:
            self.pixels.draw_path(gc, path, transform, rgbFace)
        is_line = rgbFace is None and gc.get_hatch_path() is None
        shape = path.cleaned(
            transform + self._to_svg,
            remove_nans=True,
            clip=self._frame if is_line else None,
            simplify=is_line and path.should_simplify,
            curves=True,
        )
        data = path_data(shape.vertices, shape.codes)
        if data:
            self._parts.append(f'<path{self._clip(gc)}{self._style(gc, rgbFace)} d="{data}"/>')

    def draw_markers(
        self,
        gc: Any,
        marker_path: Path,
        marker_trans: Transform,
        path: Path,
        trans: Transform,
        rgbFace: Any = None,  # noqa: N803
    ) -> None:
        """Draw a marker at each point of a path."""
        if self.pixels:
            self.pixels.draw_markers(gc, marker_path, marker_trans, path, trans, rgbFace)
        marker = _moved(marker_path, marker_trans + Affine2D().scale(self._scale, -self._scale))
        name = self._defined("path", f'd="{marker}"')
        self._parts.append(f"<g{self._clip(gc)}{self._style(gc, rgbFace)}>")
        for point, _code in path.iter_segments(trans + self._to_svg, simplify=False):
            x, y = map(in_hundredths, point[-2:])
            self._parts.append(f'<use xlink:href="#{name}" x="{x}" y="{y}"/>')
        self._parts.append("</g>")

    def draw_text(
        self,
        gc: Any,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,  # noqa: ARG002 - see the class
        mtext: Any = None,  # noqa: ARG002
    ) -> None:
        """Draw a line of text."""
        set_line, size = line(s, font_of(prop)), prop.get_size_in_points()
        if self.pixels and set_line.letters:
            gc.set_linewidth(0)
            scale = self.points_to_pixels(size) / SIZE
            place = Affine2D().scale(scale).rotate_deg(angle).translate(x, self.height_px - y)
            self.pixels.draw_path(gc, set_line.outline, place, gc.get_rgb())
        names = [
            self._defined("path", f'd="{_letter_data(letter)}"', name=_letter_name(letter))
            for letter, _ in set_line.letters
        ]
        turned = f" rotate({in_hundredths(-angle)})" if angle else ""
        place_of = f"translate({in_hundredths(x * self._scale)} {in_hundredths(y * self._scale)}){turned} scale({size / UNITS:.5g})"
        self._parts.append(f'<g{self._clip(gc)} transform="{place_of}"{_fill(gc, gc.get_rgb())}>')
        for name, (_, left) in zip(names, set_line.letters, strict=True):
            at = round(left * UNITS / SIZE)
            self._parts.append(f'<use xlink:href="#{name}" x="{at}"/>' if at else f'<use xlink:href="#{name}"/>')
        self._parts.append("</g>")

    def draw_image(self, gc: Any, x: float, y: float, im: Any, transform: Any = None) -> None:  # noqa: ARG002 - images come scaled
        """Draw an image whose lower left corner is at a point."""
        if self.pixels:
            self.pixels.draw_image(gc, x, y, im)
        height, width = im.shape[:2]
        file = BytesIO()
        Image.fromarray(np.ascontiguousarray(im[::-1])).save(file, format="png")
        source = b64encode(file.getvalue()).decode()
        self._parts.append(
            f'<image{self._clip(gc)}{self._placed(x, y, width, height)} xlink:href="data:image/png;base64,{source}"/>'
        )

    def _placed(self, x: float, y: float, width: float, height: float) -> str:
        """Return the place of a rectangle whose lower left corner is at a point."""
        left, top, across, down = (
            in_hundredths(length * self._scale) for length in (x, self.height_px - y - height, width, height)
        )
        return f' x="{left}" y="{top}" width="{across}" height="{down}"'

    def _style(self, gc: Any, face: Any) -> str:
        """Return how a shape is filled and its outline drawn."""
        found = _fill(gc, face, "" if gc.get_hatch() is None else self._hatch(gc, face))
        width = gc.get_linewidth()
        if not width:
            return found
        *colour, alpha = gc.get_rgb()
        found += f' stroke="{to_hex(colour)}"'
        found += f' stroke-opacity="{in_hundredths(alpha)}"' if alpha != 1 else ""
        found += f' stroke-width="{in_hundredths(width)}"' if width != 1 else ""
        offset, dashes = gc.get_dashes()
        if dashes is not None:
            found += f' stroke-dasharray="{" ".join(map(in_hundredths, dashes))}"'
            found += f' stroke-dashoffset="{in_hundredths(offset)}"' if offset else ""
        join, cap = gc.get_joinstyle(), gc.get_capstyle()
        found += f' stroke-linejoin="{join}"' if join != "round" else ""
        return found + (f' stroke-linecap="{"square" if cap == "projecting" else cap}"' if cap != "butt" else "")

    def _clip(self, gc: Any) -> str:
        """Return the part of the figure that a shape is shown in."""
        box = gc.get_clip_rectangle()
        path, transform = gc.get_clip_path()
        if path is not None:
            inner = f'<path d="{_moved(path, transform + self._to_svg)}"/>'
        elif box is not None:
            inner = f"<rect{self._placed(box.x0, box.y0, box.width, box.height)}/>"
        else:
            return ""
        return f' clip-path="url(#{self._defined("clipPath", "", inner)})"'

    def _hatch(self, gc: Any, face: Any) -> str:
        """Return the name of the tile of a hatched area."""
        place = Affine2D().scale(_HATCH, -_HATCH).translate(0, _HATCH)
        colour = to_hex(gc.get_hatch_color())
        ground = "" if face is None else f'<rect width="{_HATCH + 1}" height="{_HATCH + 1}" fill="{to_hex(face)}"/>'
        lines = _moved(gc.get_hatch_path(), place)
        inner = (
            f'{ground}<path d="{lines}" fill="{colour}" stroke="{colour}" '
            f'stroke-width="{in_hundredths(gc.get_hatch_linewidth())}" stroke-linejoin="miter"/>'
        )
        return self._defined("pattern", f'patternUnits="userSpaceOnUse" width="{_HATCH}" height="{_HATCH}"', inner)

    def _defined(self, tag: str, attributes: str, inner: str = "", name: str = "") -> str:
        """Return the name of a shape that is used elsewhere, or give it one; it is written where it is first used."""
        key = (tag, attributes, inner, name)
        if key not in self._shapes:
            self._shapes[key] = name = name or f"{tag[0]}{len(self._shapes):x}"
            about = f'{tag} id="{name}" {attributes}'.rstrip()
            self._parts.append(f"<defs><{about}>{inner}</{tag}></defs>" if inner else f"<defs><{about}/></defs>")
        return self._shapes[key]


def _letter_name(letter: str) -> str:
    """Return a name for a letter of the bundled font, by weight and number, so that a chart can be read back; empty for others.

    >>> _letter_name("LCSansSC-Bold-1a"), _letter_name("DejaVuSans-20ac")
    ('B1a', '')
    """
    font, _, number = letter.rpartition("-")
    family, _, weight = font.partition("-")
    return f"{weight[0]}{number}" if family == _BUNDLED and weight else ""


def _moved(path: Path, transform: Transform) -> str:
    return path_data(transform.transform(path.vertices), path.codes)


def _fill(gc: Any, face: Any, hatch: str = "") -> str:
    """Return the colour of an area, or the tile of a hatched one."""
    if face is None and not hatch:
        return ' fill="none"'
    own = face[3] if face is not None and len(face) == 4 else 1
    alpha = gc.get_alpha() if gc.get_forced_alpha() else own
    opacity = f' fill-opacity="{in_hundredths(alpha)}"' if alpha != 1 else ""
    colour = f"url(#{hatch})" if hatch else to_hex(face[:3])
    return f' fill="{colour}"{opacity}'


class SvgCanvas(FigureCanvasBase):
    """A canvas that measures texts as they are drawn."""

    def __init__(self, figure: Figure, *, pixels: bool = False) -> None:
        super().__init__(figure)
        self.renderer = SvgRenderer(figure, pixels=pixels)

    def get_renderer(self) -> SvgRenderer:
        """Return what draws, and measures for the layout."""
        return self.renderer


def render(figure: Figure, *, pixels: bool = False) -> SvgRenderer:
    """Lay out a figure and draw it, once.

    >>> render(Figure(figsize=(1, 1), facecolor="white")).svg()[-50:]
    '<path fill="#ffffff" d="M0 72h72v-72h-72z"/></svg>'
    """
    renderer = SvgCanvas(figure, pixels=pixels).renderer
    figure.draw(renderer)
    return renderer
