"""A chart: a matplotlib figure with its finding as a sentence, and a description for those who cannot see it."""

from __future__ import annotations

import os
import re
import warnings
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from PIL import Image

from lcanalysis.charts.lettering import letter
from lcanalysis.charts.outlines import POINTS_PER_INCH
from lcanalysis.charts.style import WIDTH_IN, palette, styled
from lcanalysis.charts.svg import render
from lcanalysis.charts.wrapping import wrap
from lcanalysis.errors import LcAnalysisError
from lcanalysis.exhibits import foot_lines
from lcanalysis.process import running_shell
from lcanalysis.safe_text import for_office
from lcanalysis.wording import require_lang

SVG_MIME: Final = "image/svg+xml"
PNG_MIME: Final = "image/png"
PIXELS: Final = "LCANALYSIS_PIXELS"
"""Set to 1 where charts are to be shown in pixels too, for documents that take no drawings."""
DOTS_PER_INCH: Final = 180
"""Of pictures for documents; a line of 0.8 pt is two dots wide."""
COLOURS: Final = 64
"""Of pictures for documents: those of the palette and their shades at the edges; it makes them four times as small."""
TITLE_PT: Final = 11.5
SUBTITLE_PT: Final = 9.0
NOTE_PT: Final = 9.0
LINE_SPACING: Final = 1.35
MARGIN_IN: Final = 0.08
_MISSING: Final = r"Glyph \d+ .*missing from font"
# No file says when or by which program it was written: equal charts are equal bytes.
_UNDATED: Final = {
    "svg": dict.fromkeys(("Date", "Creator", "Format", "Type")),
    "pdf": dict.fromkeys(("CreationDate", "Creator", "Producer")),
    "png": {"Software": None},
}


class MissingGlyphError(LcAnalysisError):
    """A text that is made while a chart is drawn has a character without a glyph: the reader would see an empty box."""


class Chart(Figure):
    """A figure with its finding, an alternative text and a source line.

    It belongs to no pyplot session: nothing else can draw into it, and a notebook shows it once. It draws
    the finding above the axes and the source below, so that a copied picture keeps both.

    Parameters
    ----------
    finding
        What the chart shows, as a sentence with its numbers: the title.
    alt
        The chart in words: its kind, range, first and last, extremes.
    lang
        Language of all its text.
    source
        Where the numbers come from; the words for "source" are added.
    unit
        Unit of the main axis, as readers of `lang` write it.
    notes
        Further lines below the source.
    height_in
        Height of the part between title and source, in inches.
    width_in
        Width in inches. A page draws some charts for each of the widths that it has; none is ever scaled.
    subtitle
        A second line below the finding: what is shown, in which unit, and what it is not.
    in_pixels
        Whether it is drawn in pixels along with the drawing, where documents want charts so.
    """

    def __init__(
        self,
        *,
        finding: str,
        alt: str,
        lang: str,
        source: str = "",
        unit: str = "",
        notes: Iterable[str] = (),
        height_in: float = 3.2,
        width_in: float = WIDTH_IN,
        subtitle: str = "",
        in_pixels: bool = True,
    ) -> None:
        self.finding = finding
        self.alt = alt
        self.lang = require_lang(lang)
        self.source = source
        self.unit = unit
        self.notes = tuple(notes)
        self.subtitle = subtitle
        self.width_in = width_in
        self.in_pixels = in_pixels
        title = self._wrapped(finding, TITLE_PT, is_bold=True)
        second = self._wrapped(subtitle, SUBTITLE_PT, is_bold=False) if subtitle else ""
        foot = [self._wrapped(line, NOTE_PT, is_bold=False) for line in foot_lines(source, self.notes, lang)]
        title_in = _height_in(title, TITLE_PT)
        above = title_in + (_height_in(second, SUBTITLE_PT) if second else 0) + MARGIN_IN
        below = _height_in("\n".join(foot), NOTE_PT) + MARGIN_IN if foot else MARGIN_IN
        height = above + height_in + below
        self._between = Bbox.from_bounds(0, below, width_in, height_in)
        self._crop = [round(inches * POINTS_PER_INCH, 2) for inches in (above, height_in)]
        left = MARGIN_IN / width_in
        super().__init__(figsize=(width_in, height), dpi=DOTS_PER_INCH, layout="constrained")
        engine = self.get_layout_engine()
        if engine is not None:
            inner = (left / 2, below / height, 1 - left, height_in / height)
            engine.set(rect=inner)  # type: ignore[call-arg]
        self.text(
            left, 1 - MARGIN_IN / 2 / height, title, fontsize=TITLE_PT, fontweight="bold", va="top",
            linespacing=LINE_SPACING, gid="finding",
        ).set_in_layout(False)  # fmt: skip
        if second:
            self.text(
                left, 1 - (MARGIN_IN / 2 + title_in) / height, second, fontsize=SUBTITLE_PT,
                color=palette(lang).muted, va="top", linespacing=LINE_SPACING, gid="subtitle",
            ).set_in_layout(False)  # fmt: skip
        if foot:
            self.text(
                left, MARGIN_IN / 2 / height, "\n".join(foot), fontsize=NOTE_PT, color=palette(lang).muted, va="bottom",
                linespacing=LINE_SPACING, gid="source",
            ).set_in_layout(False)  # fmt: skip
        self._svg, self._pixels = "", b""
        _show_charts_once()

    def _wrapped(self, text: str, size: float, *, is_bold: bool) -> str:
        return wrap(text, self.width_in - 2 * MARGIN_IN, size, is_bold=is_bold)

    def one_axes(self) -> Axes:
        """Return the only axes of a chart that has one."""
        return self.add_subplot()

    def placed_axes(self) -> Axes:
        """Return axes that `give_room` places: nothing is laid out by trial where a chart knows how wide its labels are."""
        self.set_layout_engine("none")
        return self.add_axes((0, 0, 1, 1))

    def bare_axes(self) -> Axes:
        """Return axes that `give_room` places, without lines, marks and grid."""
        self.set_layout_engine("none")
        axes: Axes = self.add_axes((0, 0, 1, 1), axes_class=_BareAxes)
        axes.axis("off")
        return axes

    def give_room(self, axes: Axes, left: float, bottom: float, right: float, top: float) -> float:
        """Let axes fill the part between title and source, less these inches at its sides, and return their height."""
        width, height = self.get_size_inches()
        wide, high = width - left - right, self._between.height - bottom - top
        axes.set_position((left / width, (self._between.y0 + bottom) / height, wide / width, high / height))
        return high

    def drawn(self) -> Chart:
        """Return the chart after drawing it once, so that a fault is raised here and not while it is shown.

        IPython prints the errors of a display and goes on; a cell that ends in a call of this fails.

        Raises
        ------
        MissingGlyphError
            If a formatter of an axis writes a character that the bundled font lacks.
        """
        self.svg()
        # The places are settled: later pictures of any kind and resolution keep them.
        self.set_layout_engine("none")
        return self

    def svg(self) -> str:
        """Return the picture as SVG, self-contained: no font, script or address from outside.

        The same chart gives the same bytes. It is drawn anew only if it was changed since the last time.

        Raises
        ------
        MissingGlyphError
            If a formatter of an axis writes a character that the bundled font lacks.
        """
        if self.stale or not self._svg:
            self._draw(pixels=self.in_pixels and bool(os.environ.get(PIXELS)))
        return self._svg

    def png(self) -> bytes:
        """Return the part between title and source in pixels, for documents that set these as text.

        Raises
        ------
        MissingGlyphError
            If a formatter of an axis writes a character that the bundled font lacks.
        """
        if self.stale or not self._pixels:
            self._draw(pixels=True)
        return self._pixels

    def _draw(self, *, pixels: bool) -> None:
        with styled(self.lang), lettered(self):
            drawn = render(self, pixels=pixels)
        self._svg, self._pixels = drawn.svg(), self._cropped(drawn.pixels) if pixels else b""
        self.stale = False

    def _cropped(self, drawn: Any) -> bytes:
        top, bottom = (round(drawn.height - edge * DOTS_PER_INCH) for edge in (self._between.y1, self._between.y0))
        picture = Image.fromarray(np.asarray(drawn.buffer_rgba())[top:bottom]).convert("RGB")
        picture = picture.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        file = BytesIO()
        picture.save(file, format="png", dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
        return file.getvalue()

    def savefig(self, fname: Any, **options: Any) -> None:
        """Save as matplotlib does, but raise where a character has no glyph.

        Raises
        ------
        MissingGlyphError
            If a formatter of an axis writes a character that the bundled font lacks.
        """
        kind = str(options.get("format") or Path(str(fname)).suffix.removeprefix("."))
        if kind in _UNDATED:
            options.setdefault("metadata", _UNDATED[kind])
        with styled(self.lang), lettered(self):
            super().savefig(fname, **options)

    def _repr_mimebundle_(self, **_wanted: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data = {
            SVG_MIME: self.svg(),
            "text/plain": f"{self.finding}\n{self.alt}",
        }
        described = {SVG_MIME: self.described()}
        if os.environ.get(PIXELS):
            data[PNG_MIME] = b64encode(self.png()).decode()
            described[PNG_MIME] = self.described()
        return data, described

    def image(self) -> str:
        """Return the chart as an HTML image with its alt text, for which nbconvert and JupyterLab have no place beside an SVG."""
        source = b64encode(self.svg().encode()).decode()
        return f'<img alt="{escape(for_office(self.alt))}" src="data:{SVG_MIME};base64,{source}">'

    def described(self) -> dict[str, Any]:
        """Return what a page sets as text, and the part of the picture that it shows between title and source.

        ``crop`` is the top and the height of that part in points.
        """
        about = {"alt": self.alt, "caption": self.finding, "subtitle": self.subtitle, "source": self.source}
        return about | {"notes": list(self.notes), "crop": list(self._crop)}

    def __repr__(self) -> str:
        return f"<Chart: {self.finding}>"


class _BareAxes(Axes):
    """Axes without a grid: matplotlib would make every tick of an axis only to switch off the lines of its grid."""

    def grid(self, *_: Any, **__: Any) -> None:
        """Draw no grid; see matplotlib."""


def _height_in(text: str, size: float) -> float:
    return (text.count("\n") + 1) * size * LINE_SPACING / POINTS_PER_INCH


@contextmanager
def lettered(figure: Figure) -> Iterator[None]:
    """Draw the texts of a figure as they are written; raise where a glyph is missing all the same.

    Raises `MissingGlyphError` if a formatter of an axis writes a character that the bundled font lacks.
    """
    letter(figure)
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=_MISSING)
        try:
            yield
        except UserWarning as warning:
            found = re.search(r"Glyph (\d+)", str(warning))
            if found is None:
                raise
            character = chr(int(found[1]))
            texts = (text.get_text() for text in figure.findobj(_has_text))  # type: ignore[attr-defined]
            where = next((text for text in texts if character in text), "")
            raise MissingGlyphError(
                "charts.missing_glyph", character=character, code=f"U+{ord(character):04X}", text=where
            ) from None


def _has_text(artist: Any) -> bool:
    return hasattr(artist, "get_text")


def _show_charts_once() -> None:
    """Keep a notebook from drawing charts a second time as plain figures.

    IPython lets a formatter registered for a class, as the inline backend registers for `Figure`, go
    before an object's own bundle, and adds a PNG to it. A formatter for `Chart` itself goes before both.
    """
    shell = running_shell()
    if shell is None:
        return
    formatters = shell.display_formatter.formatters
    if Chart in formatters[SVG_MIME].type_printers:
        return
    formatters[SVG_MIME].for_type(Chart, lambda chart: (chart.svg(), chart.described()))
    formatters["text/html"].for_type(Chart, Chart.image)
    for mime in ("image/png", "image/jpeg", "application/pdf"):
        formatters[mime].for_type(Chart, _nothing)


def _nothing(_chart: Chart) -> None:
    return None
