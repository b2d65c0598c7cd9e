"""Letters side by side are the lines that matplotlib's own layout makes of them: the slow, obvious twin."""

import pytest

from lcanalysis.characters import bundled
from lcanalysis.charts import outlines
from lcanalysis.charts.outlines import FT_UNITS, SIZE, Extent, Font, extent, line
from lcanalysis.charts.style import FAMILY, register_fonts

REGULAR, BOLD = Font((FAMILY,)), Font((FAMILY,), "bold")


@pytest.fixture(autouse=True)
def _fonts():
    register_fonts()


def twin(text, font):
    width, foot, head = outlines._measured(text, font)
    letters = [(name, x) for name, x in outlines._outlined(text, font) if len(outlines.outline_of(name)[0])]
    return letters, Extent(width / FT_UNITS / SIZE, (head - foot) / FT_UNITS / SIZE, -foot / FT_UNITS / SIZE)


@pytest.mark.parametrize("font", [REGULAR, BOLD])
def test_a_line_of_every_letter_of_the_bundled_font_is_laid_out_as_matplotlib_does(font):
    characters = sorted(bundled() - set("\n\t"))
    for at in range(0, len(characters), 50):
        text = "".join(characters[at : at + 50])
        assert (list(line(text, font).letters), extent(text, font)) == twin(text, font)


@pytest.mark.parametrize("text", ["年均增长5.0%（2018年）", "fi AV To, 3%\u20135%", " ", "a  b", "12,345.6", "−0.5"])
def test_words_are_laid_out_as_matplotlib_does(text):
    assert (list(line(text, REGULAR).letters), extent(text, REGULAR)) == twin(text, REGULAR)


def test_a_character_of_another_font_leaves_the_layout_to_matplotlib():
    font = Font((FAMILY, "DejaVu Sans"))
    assert (list(line("a\u05d0", font).letters), extent("a\u05d0", font)) == twin("a\u05d0", font)


def test_the_outline_of_a_line_is_that_of_its_letters_in_their_places():
    drawn = line("铜a", REGULAR)
    last = len(outlines.outline_of(drawn.letters[1][0])[0])
    assert (drawn.outline.vertices[-last:] == outlines.outline_of(drawn.letters[1][0])[0] + (SIZE, 0)).all()
