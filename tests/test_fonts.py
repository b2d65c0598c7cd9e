"""The bundled fonts: every character a reader may meet, narrow minus, their own name, their licence."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from fontTools.ttLib import TTFont

from lcanalysis.charts.style import FAMILY, FONT_FILES

ROOT = Path(__file__).parent.parent
READ = ("lcanalysis/locale/*/*.po", "data/raw/**/*.yml", "data/raw/**/*.csv", "notebooks/*.ipynb")


@pytest.fixture(scope="module", params=FONT_FILES, ids=lambda path: path.stem)
def font(request):
    with TTFont(request.param) as opened:
        yield opened


def text_of(path: Path) -> str:
    if path.suffix != ".po":
        return path.read_text(encoding="utf-8")
    with path.open("rb") as file:
        return "".join(str(message.string) for message in read_po(file))


@pytest.mark.parametrize("pattern", READ)
def test_every_character_that_readers_may_meet_is_in_the_fonts(font, pattern):
    texts = {path.relative_to(ROOT).as_posix(): set(text_of(path)) for path in ROOT.glob(pattern)}
    known = set(map(chr, font.getBestCmap()))
    missing = {name: sorted(char for char in found - known if char.isprintable()) for name, found in texts.items()}
    assert texts
    assert {name: chars for name, chars in missing.items() if chars} == {}


def test_all_characters_of_gb_2312_are_in_the_fonts(font):
    """Names of places and products of other plans are there too."""
    known = font.getBestCmap()
    rows = (bytes([row, cell]) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    chars = [char for pair in rows if (char := pair.decode("gb2312", errors="ignore"))]
    assert len(chars) == 6763
    assert [char for char in chars if ord(char) not in known] == []


def test_all_general_standard_chinese_characters_are_in_the_fonts(font):
    """The 8,105 characters of 2013, in which names of people and places are to be written; some lie beyond U+FFFF."""
    lines = (ROOT / "scripts" / "general_standard_characters.txt").read_text(encoding="utf-8").splitlines()
    chars = [char for line in lines if not line.startswith("#") for char in line]
    assert len(chars) == len(set(chars)) == 8105
    assert "".join(char for char in "堃喆燊犇\U0002cb2d\U0002b7f9" if char not in chars) == ""
    assert [char for char in chars if ord(char) not in font.getBestCmap()] == []


@pytest.mark.parametrize(
    "characters",
    [
        pytest.param("".join(map(chr, range(0xA1, 0x180))).replace("\xad", ""), id="Latin-1 and Latin Extended-A"),
        pytest.param("ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρςστυφχψωάέήίόύώΆΈΉΊΌΎΏϊϋΐΰ", id="Greek"),
        pytest.param("".join(map(chr, range(0x400, 0x460))) + "Ґґ", id="Cyrillic"),
        pytest.param("$¢£¤¥€₽₩₹₪₫₱₺₴₸₦₭₮₡₲₵₾₿￠￡￥￦", id="signs of currencies"),
        pytest.param("%‰‱°℃℉ΩΩµμ²³⁰¹⁴⁵⁶⁷⁸⁹⁻₀₁₂₃₄₅₆₇₈₉½⅓¼¾⅔⅛№™ℓ㎡㎥㎏㎜㎞", id="signs of units"),
    ],
)
def test_letters_and_signs_of_other_languages_currencies_and_units_are_in_the_fonts(font, characters):
    assert [char for char in characters if ord(char) not in font.getBestCmap()] == []


def test_letters_of_the_second_fonts_are_as_high_and_as_wide_as_those_of_the_first(font):
    glyphs, widths = font.getBestCmap(), font["hmtx"]
    for ours, theirs in ("AĀ", "HĤ", "sş", "AА", "oο"):
        assert abs(widths[glyphs[ord(ours)]][0] - widths[glyphs[ord(theirs)]][0]) <= 12


def test_the_list_of_characters_beside_the_fonts_is_what_they_have(font):
    listed = (FONT_FILES[0].parent / "characters.txt").read_text(encoding="utf-8").replace("\n", "")
    assert listed == "".join(sorted(map(chr, font.getBestCmap())))


def test_the_minus_sign_is_as_narrow_as_a_digit(font):
    """A full-width U+2212 would tear numbers apart."""
    widths, glyphs = font["hmtx"], font.getBestCmap()
    assert widths[glyphs[0x2212]][0] == widths[glyphs[ord("0")]][0] < font["head"].unitsPerEm * 0.6


def test_digits_are_of_one_width(font):
    glyphs = font.getBestCmap()
    assert len({font["hmtx"][glyphs[ord(digit)]][0] for digit in "0123456789"}) == 1


def test_the_fonts_bear_their_own_name_and_not_that_of_the_original(font):
    names = {number: font["name"].getDebugName(number) for number in (1, 4, 6)}
    assert names[1] == FAMILY
    assert not any("Noto" in name for name in names.values())
    assert all("Noto" not in name for name in font["CFF "].cff.fontNames)
    assert "Open Font License" in font["name"].getDebugName(13)


def test_the_bold_font_is_bold():
    weights = []
    for path in FONT_FILES:
        with TTFont(path) as opened:
            weights.append(opened["OS/2"].usWeightClass)
    assert weights == [400, 700]


def test_each_font_is_smaller_than_two_megabytes_and_comes_with_its_licence():
    assert all(path.stat().st_size < 2_000_000 for path in FONT_FILES)
    licence = (FONT_FILES[0].parent / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "DISCLAIMER" in licence
