"""Which characters charts and PDF documents can show: those of the bundled fonts, else those of a font of the system."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

_FONTS: Final = Path(__file__).parent / "charts" / "fonts"
FONT_FILES: Final = tuple(_FONTS / f"LCSansSC-{weight}.otf" for weight in ("Regular", "Bold"))
BUNDLED: Final = _FONTS / "characters.txt"
PREFERRED: Final = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "SimSun-ExtB")
"""System font families in order of preference; the font that comes with matplotlib is tried before all of them."""
REGULAR: Final = frozenset({"Regular", "Book", "Roman", "Normal", "Medium"})
_ENDS: Final = frozenset("\n\t")
_SELECTORS: Final = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


@dataclass(frozen=True, slots=True, order=True)
class SystemFont:
    """A font that is not ours: its family, its file, and which face of the file it is."""

    rank: int
    family: str
    path: str
    face: int

    def opened(self) -> FT2Font:
        """Return the opened font. It is opened anew for each call: an open font does not survive a fork."""
        from matplotlib.ft2font import FT2Font  # noqa: PLC0415 - slow to import, and rarely needed

        return FT2Font(self.path, face_index=self.face)


@cache
def bundled() -> frozenset[str]:
    """Return the characters that the bundled fonts have in both weights, line ends and tabs included."""
    return frozenset(BUNDLED.read_text(encoding="utf-8")) | _ENDS


def as_drawn(text: str) -> str:
    r"""Return a text as it is drawn: a letter and its accent as one character, one kind of space, no invisible marks.

    >>> as_drawn("铜材"), ascii(as_drawn("e\u0301")), ascii(as_drawn("a\u200b\u202e\u2003b"))
    ('铜材', "'\\xe9'", "'a b'")
    """
    if bundled().issuperset(text):
        return text
    return "".join(_drawn(one) for one in unicodedata.normalize("NFC", text))


def _drawn(character: str) -> str:
    if character in bundled():
        return character
    kind = unicodedata.category(character)
    return "" if kind == "Cf" or character in _SELECTORS else " " if kind in {"Zs", "Zl", "Zp"} else character


def not_bundled(text: str) -> str:
    """Return the characters of a text that the bundled fonts lack, each once, in the order of their codes."""
    return "".join(sorted(set(as_drawn(text)) - bundled()))


def undrawable(text: str) -> str:
    """Return the characters of a text that neither the bundled fonts nor those of the system have, each once."""
    found = not_bundled(text)
    return _covered(found)[1] if found else ""


def system_fonts(text: str) -> tuple[SystemFont, ...]:
    """Return the system fonts that a text needs beside the bundled ones, in order; most texts need none."""
    found = not_bundled(text)
    return _covered(found)[0] if found else ()


def drawable(text: str) -> str:
    r"""Return a text as it is drawn, with the code in place of each character that no font has.

    >>> drawable("铜堃€Ж"), drawable("\ue000")
    ('铜堃€Ж', '[U+E000]')
    """
    text = as_drawn(text)
    for one in undrawable(text):
        text = text.replace(one, f"[{code_of(one)}]")
    return text


def code_of(character: str) -> str:
    """Return the code of a character, by which it can be looked up.

    >>> code_of("铜")
    'U+94DC'
    """
    return f"U+{ord(character):04X}"


@lru_cache(maxsize=1024)
def _covered(characters: str) -> tuple[tuple[SystemFont, ...], str]:
    """Return the fonts that cover as many of the characters as possible, and the characters that no font has."""
    # Each font is free to draw what it likes at a private code, which need not be what was meant.
    private = {one for one in characters if unicodedata.category(one) in {"Co", "Cs", "Cc", "Cn"}}
    left, chosen = set(characters) - private, []
    for font in _installed() if left else ():
        opened = font.opened()
        found = {one for one in left if _has(opened, one)}
        if found:
            chosen.append(font)
            left -= found
        if not left:
            break
    return tuple(chosen), "".join(sorted(left | private))


def _has(font: FT2Font, character: str) -> bool:
    """Return whether a font has an outline for a character; fonts of coloured pictures have none."""
    from matplotlib.ft2font import LoadFlags  # noqa: PLC0415 - slow to import, and rarely needed

    if not font.get_char_index(ord(character)):
        return False
    font.set_size(9, 72)
    font.load_char(ord(character), flags=LoadFlags.NO_HINTING)
    return len(font.get_path()[0]) > 0


@cache
def _installed() -> tuple[SystemFont, ...]:
    """Return the upright outline fonts of regular weight on this machine, in the order of preference.

    The search is made once in a process. The font that comes with matplotlib stands first.
    """
    import matplotlib as mpl  # noqa: PLC0415 - slow to import, and rarely needed
    from matplotlib import font_manager  # noqa: PLC0415

    own = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    found = {font for path in font_manager.findSystemFonts() for font in _faces(path)}
    return (*_faces(str(own)), *sorted(found))


def _faces(path: str) -> Iterator[SystemFont]:
    from matplotlib.ft2font import StyleFlags  # noqa: PLC0415

    face, faces = 0, 1
    while face < faces:
        try:
            font = SystemFont(0, "", path, face).opened()
        except (OSError, RuntimeError, ValueError):  # damaged, or not for this account to read
            return
        if font.scalable and font.style_flags == StyleFlags.NORMAL and font.style_name in REGULAR:
            family = font.family_name
            rank = PREFERRED.index(family) if family in PREFERRED else len(PREFERRED)
            yield SystemFont(rank, family, path, face)
        face, faces = face + 1, font.num_faces
