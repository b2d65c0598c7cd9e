"""Breaking lines and writing paths: checked against slow, obvious twins."""

import re
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st
from matplotlib.path import Path

from lcanalysis.charts.svg_paths import path_data
from lcanalysis.charts.wrapping import LONGEST, pieces, width_in, wrap

WORDS = st.lists(
    st.sampled_from(
        ["无缝钢管", "增幅最大", "（67.37%）", "，", "；", "8种", "R&D", "spending", " fell", " ", "of 4 firms"]
    ),
    min_size=1,
    max_size=10,
).map("".join)


@given(WORDS)
def test_wrapping_changes_nothing_but_spaces(text):
    wrapped = wrap(text, 1.5, 9.0)
    assert re.sub(r"\s", "", wrapped) == re.sub(r"\s", "", text)


@given(WORDS)
def test_no_line_is_wider_than_the_limit_unless_it_is_one_piece(text):
    for line in wrap(text, 1.5, 9.0).split("\n"):
        assert width_in(line, 9.0) <= 1.5 + 1e-6 or len(pieces(line.strip())) == 1


@given(WORDS)
def test_there_are_as_few_lines_as_any_choice_of_breaks_allows(text):
    """The twin tries every set of breaks."""
    parts = pieces(text)
    widths = [width_in(part, 9.0) for part in parts]

    def fits(breaks):
        edges = [0, *breaks, len(parts)]
        return all(sum(widths[first:last]) <= 1.5 or last - first == 1 for first, last in pairwise(edges))

    needed = next(
        count + 1
        for count in range(len(parts) + 1)
        if any(fits(breaks) for breaks in combinations(range(1, len(parts)), count))
    )
    assert wrap(text, 1.5, 9.0).count("\n") + 1 <= needed


def test_a_title_breaks_after_a_clause_and_not_between_a_number_and_its_unit():
    title = "以万吨计的12种产品中，2017至2018年6种增产，6种减产；钢材产量最大（889.13万吨）"
    lines = wrap(title, 6.1, 11.5, is_bold=True).split("\n")
    assert lines == ["以万吨计的12种产品中，2017至2018年6种增产，", "6种减产；钢材产量最大（889.13万吨）"]


COMMANDS = st.lists(
    st.tuples(
        st.sampled_from("LLLCQ"),
        st.lists(st.floats(-900, 900).map(lambda value: round(value, 4)), min_size=6, max_size=6),
    ),
    min_size=1,
    max_size=12,
)
SIZES = {"L": 2, "C": 6, "Q": 4}
CODES = {"L": Path.LINETO, "C": Path.CURVE4, "Q": Path.CURVE3}


def absolute(path):
    """Read a path of relative steps back to absolute points: the plain reading of the SVG grammar."""
    tokens = re.findall(r"[MlhvcqzZ]|-?(?:\d+\.?\d*|\.\d+)", path)
    points, here, start, letter, at = [], (0.0, 0.0), (0.0, 0.0), "", 0
    while at < len(tokens):
        if tokens[at].isalpha():
            letter = tokens[at]
            at += 1
        if letter == "z":
            here = start
            continue
        count = {"M": 2, "l": 2, "h": 1, "v": 1, "c": 6, "q": 4}[letter]
        numbers = [float(token) for token in tokens[at : at + count]]
        at += count
        if letter == "M":
            here = start = (numbers[0], numbers[1])
            points.append(here)
        elif letter in "hv":
            here = (here[0] + numbers[0], here[1]) if letter == "h" else (here[0], here[1] + numbers[0])
            points.append(here)
        else:
            steps = [(here[0] + numbers[i], here[1] + numbers[i + 1]) for i in range(0, count, 2)]
            points += steps
            here = steps[-1]
    return points


@given(COMMANDS)
def test_a_path_of_relative_steps_passes_the_same_points_to_a_hundredth(commands):
    wanted, codes = [(10.0, 20.0)], [Path.MOVETO]
    for letter, numbers in commands:
        count = SIZES[letter]
        wanted += [(numbers[at], numbers[at + 1]) for at in range(0, count, 2)]
        codes += [CODES[letter]] * (count // 2)
    found = absolute(path_data([*wanted, (0, 0)], [*codes, Path.CLOSEPOLY]))
    assert len(found) == len(wanted)
    assert all(
        abs(a - b) <= 0.0051
        for first, second in zip(found, wanted, strict=True)
        for a, b in zip(first, second, strict=True)
    )


def test_of_a_text_that_would_fill_the_page_only_the_beginning_is_drawn():
    lines = wrap("铜材" * 5_000, 6, 9)
    assert lines.replace("\n", "") == "铜材" * (LONGEST // 2) + "…"
