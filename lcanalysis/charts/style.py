"""How charts look: the bundled Chinese font, the colours, the sizes; the same on every machine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import matplotlib as mpl
from cycler import cycler
from matplotlib import font_manager, style

from lcanalysis.characters import FONT_FILES
from lcanalysis.process import running_shell
from lcanalysis.wording import Lang, preferred_lang, require_lang, set_session_lang

FAMILY: Final = "LC Sans SC"
WIDTH_IN: Final = 7.5
"""Width of a chart in inches: the column of a page of detail, where a letter is 12 pixels high; on paper it is 7.4 pt."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of charts; told apart by colour-blind readers, and never the only sign of anything."""

    rise: str
    fall: str
    ink: str = "#17202a"
    muted: str = "#515d69"
    pale: str = "#c3cbd3"
    grid: str = "#e3e8ec"
    goal: str = "#8a4b00"
    model: str = "#0a645f"
    band_50: str = "#74bab4"
    band_80: str = "#cfe9e6"


CYCLE: Final = ("#1a5a9e", "#8a4b00", "#0a645f", "#8a3d8f", "#515d69", "#b3201a")
"""Colours of lines in one's own figures, told apart by colour-blind readers too."""

_FONT_SETTINGS: Final = {
    "font.family",
    "axes.unicode_minus",
    "axes.formatter.use_mathtext",
    "svg.fonttype",
    "pdf.fonttype",
}
_OF_THE_SESSION: Final = style._STYLE_BLACKLIST  # type: ignore[attr-defined]  # noqa: SLF001 - its public name warns
"""Settings that have nothing to do with the look of a chart, such as the time zone: those of the session stay."""
_STYLED: Final[ContextVar[str]] = ContextVar("styled", default="")
"""The language in whose style this context draws; none outside of `styled`."""
_RED, _BLUE = "#b3201a", "#1a5a9e"
_RED_RISES: dict[Lang, bool] = {"zh": True, "en": False}


def palette(lang: str, red_rises: bool | None = None) -> Palette:
    """Return the colours for readers of `lang`.

    Chinese readers expect red for a rise and blue for a fall, English readers the reverse. `red_rises` says
    otherwise for one chart, `red_rises` in plan.yml for a plan's pages, `use_style` for a session.

    >>> palette("zh").rise == palette("en").fall
    True
    """
    usual = _RED_RISES[require_lang(lang)]
    is_red = usual if red_rises is None else red_rises
    return Palette(rise=_RED if is_red else _BLUE, fall=_BLUE if is_red else _RED)


@cache
def register_fonts() -> None:
    """Make the bundled fonts known to matplotlib, once."""
    for path in FONT_FILES:
        font_manager.fontManager.addfont(path)


def style_settings(lang: str) -> dict[str, Any]:
    """Return our own matplotlib settings, over those of seaborn's theme.

    One family serves all scripts: its Latin letters, digits and U+2212 are narrow, so nothing depends on
    the order of fonts. What it lacks is taken from a family chosen for it (`lcanalysis.charts.lettering`).
    """
    colours = palette(lang)
    return {
        "font.family": [FAMILY],
        "font.size": 9.0,
        "axes.titlesize": 9.5,
        "axes.labelsize": 8.5,
        "xtick.labelsize": 8.5,
        "ytick.labelsize": 9.0,
        "legend.fontsize": 8.5,
        "legend.frameon": False,
        # Communiqués write the plain hyphen in Chinese; English takes U+2212.
        "axes.unicode_minus": lang == "en",
        "axes.formatter.use_mathtext": False,
        "axes.edgecolor": colours.pale,
        "axes.labelcolor": colours.muted,
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.axisbelow": True,
        "axes.grid": True,
        "axes.prop_cycle": cycler(color=CYCLE),
        "axes.labelpad": 4.0,
        "grid.color": colours.grid,
        "grid.linewidth": 0.7,
        "text.color": colours.ink,
        "xtick.color": colours.muted,
        "ytick.color": colours.ink,
        "xtick.labelcolor": colours.muted,
        "ytick.labelcolor": colours.ink,
        "xtick.major.size": 0.0,
        "ytick.major.size": 0.0,
        "lines.solid_capstyle": "round",
        "hatch.linewidth": 0.6,
        "figure.figsize": (WIDTH_IN, 3.6),
        "figure.dpi": 100.0,
        "savefig.dpi": 150.0,
        "figure.facecolor": "white",
        "savefig.facecolor": "white",
        "svg.fonttype": "path",
        "svg.hashsalt": "lcanalysis",
        # Type 3 keeps the text of a PDF as text that can be searched and copied; type 42 is for TrueType
        # outlines, which this font has not, and readers complain of the mismatch.
        "pdf.fonttype": 3,
        "pdf.compression": 9,
    }


@cache
def _all_settings(lang: str) -> dict[str, Any]:
    """Return every setting of matplotlib that tells how a chart looks, as matplotlib has checked it."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(style_settings(require_lang(lang)))  # type: ignore[arg-type]
        # A name may hold any sign; in figures of one's own, `$` keeps the meaning that matplotlib gives it.
        mpl.rcParams["text.parse_math"] = False
        return {name: value for name, value in mpl.rcParams.items() if name not in _OF_THE_SESSION}


@contextmanager
def styled(lang: str, *, red_rises: bool | None = None) -> Iterator[Palette]:
    """Draw in our style, whatever the session's settings are, and put these back afterwards."""
    if _STYLED.get() == lang:  # a chart that is drawn where it is made
        yield palette(lang, red_rises)
        return
    register_fonts()
    checked = _all_settings(lang)
    with mpl.rc_context():
        mpl.rcParams._update_raw(checked)  # noqa: SLF001 - checking all anew takes a hundredth of a run
        outer = _STYLED.set(lang)
        try:
            yield palette(lang, red_rises)
        finally:
            _STYLED.reset(outer)


def use_style(
    lang: str | None = None, *, red_rises: bool | None = None, theme: Mapping[str, Any] | None = None
) -> None:
    """Give every later figure of the session our font and style; in a notebook, show figures as SVG.

    Charts of this library have the style anyway, whatever the session's settings are: this is for figures of one's
    own. seaborn's `set_theme` resets the font, and Chinese text then has none. Give what you would have told it as
    `theme`, or call `use_style` again after it.

    - `lang`: ``zh`` or ``en``; it becomes the language of the session, as in `lcanalysis.load`. By default the
      session's.
    - `red_rises`: whether a rise is red and a fall blue; by default so in Chinese, and the reverse in English.
    - `theme`: arguments of `seaborn.set_theme` in place of ours, such as ``{"style": "darkgrid", "palette": "deep"}``.
      The font stays the bundled one.

    Raises `ValueError` if `lang` is another language.

    >>> import matplotlib
    >>> with matplotlib.rc_context():
    ...     use_style(theme={"style": "darkgrid"})
    ...     matplotlib.rcParams["font.family"]
    ['LC Sans SC']
    """
    chosen = preferred_lang() if lang is None else set_session_lang(lang)
    if red_rises is not None:
        _RED_RISES[chosen] = red_rises
    register_fonts()
    # Only figures of one's own need seaborn's theme, and importing it takes longer than all else here.
    import seaborn as sns  # noqa: PLC0415

    wanted: dict[str, Any] = {"context": "paper", "style": "whitegrid"}
    if theme is None:
        settings = style_settings(chosen)
    else:
        wanted |= {name: value for name, value in theme.items() if name not in {"font", "rc"}}
        settings = {name: value for name, value in style_settings(chosen).items() if name in _FONT_SETTINGS}
        settings |= {name: value for name, value in (theme.get("rc") or {}).items() if name != "font.family"}
    sns.set_theme(**wanted, rc=settings)
    shell = running_shell()
    if shell is not None and hasattr(shell, "kernel"):
        from matplotlib_inline.backend_inline import set_matplotlib_formats  # noqa: PLC0415

        set_matplotlib_formats("svg")  # type: ignore[no-untyped-call]
