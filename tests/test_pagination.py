"""How many sheets a document takes by estimate, and which of them lie across."""

import pytest
from document_samples import grid, heading, paragraph, pixels

from lcanalysis.briefing.documents.blocks import Picture
from lcanalysis.briefing.documents.pagination import Piece, fills, fitting, lie_across, picture_mm
from lcanalysis.briefing.documents.word_layout import LAYOUTS

WIDE, LINE = grid(20, 24), paragraph("文")


def test_pieces_that_stay_together_go_to_the_next_sheet_together():
    pieces = [Piece(50), Piece(20, keeps_next=True), Piece(20, keeps_next=True), Piece(20)]
    assert fills(pieces, 100) == [0.5, 0.6]


def test_a_piece_higher_than_a_sheet_is_parted():
    assert fills([Piece(10), Piece(250)], 100) == [0.1, 1, 1, 0.5]


def test_without_pieces_there_is_one_empty_sheet():
    assert fills([], 100) == [0]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (40, 40, [False] * 40 + [True] * 2 + [False] * 41),  # full sheets on both sides
        (3, 60, [True] * 5 + [False] * 61),  # the sheet before would be thin
        (40, 1, [False] * 40 + [True] * 4),  # nothing else would stand on the last sheet
        (0, 0, [True] * 3),
    ],
)
def test_a_wide_table_takes_along_what_would_leave_a_thin_sheet(before, after, expected):
    blocks = [*[LINE] * before, heading("宽表"), WIDE, heading("尾"), *[LINE] * after]
    assert lie_across(blocks, LAYOUTS["zh"]) == expected


def test_without_a_wide_table_no_sheet_lies_across():
    assert lie_across([LINE, heading("表"), grid(40), LINE], LAYOUTS["en"]) == [False] * 4


def test_a_document_with_a_few_lines_on_its_last_sheet_is_set_closer():
    usual = LAYOUTS["en"]
    closer = fitting([LINE] * 26, usual)
    assert closer.line_pt < usual.line_pt
    assert closer.body.size_pt == usual.body.size_pt


@pytest.mark.parametrize(
    ("lang", "blocks"),
    [
        ("en", [LINE] * 24),  # one full sheet
        ("en", [LINE] * 45),  # the last one is well filled
        ("en", [LINE] * 34),  # no closer layout takes a sheet less
        ("zh", [LINE] * 23),  # the lines of a Chinese document are those of its standard
        ("en", [*[LINE] * 25, WIDE, LINE]),  # with a sheet that lies across
    ],
)
def test_any_other_document_keeps_the_usual_layout(lang, blocks):
    assert fitting(blocks, LAYOUTS[lang]) is LAYOUTS[lang]


def test_smaller_charts_are_tried_before_smaller_letters():
    high = Picture("高", pixels=pixels((900, 900)))
    closer = fitting([*[LINE] * 10, high, LINE], LAYOUTS["en"])
    assert closer.picture < 1
    assert (closer.note, closer.line_pt) == (LAYOUTS["en"].note, LAYOUTS["en"].line_pt)
    usual, smaller = (picture_mm(high, 156, is_across=False, scale=scale)[1] for scale in (1, closer.picture))
    assert smaller == pytest.approx(usual * closer.picture)


def test_a_picture_is_no_higher_on_a_turned_sheet_than_leaves_room_for_what_introduces_it():
    high = Picture("高", pixels=pixels((900, 4000)))
    assert [round(picture_mm(high, 156, is_across=one)[1]) for one in (False, True)] == [119, 83]
