"""PDF documents: tagged, searchable in Chinese, the same bytes each time, and what a font lacks told by its code."""

import io
import re
from dataclasses import replace
from itertools import groupby

import pytest
from briefing_samples import EDITION, HOSTILE, LONG, SVG, WORDS, finished, notebook
from document_samples import SHOWN_TIMES, grid, heading, item, paragraph, pixels, said_everywhere, sample
from document_text import bare, page_text

from lcanalysis.briefing.documents import portable
from lcanalysis.briefing.documents.blocks import DocumentTable, Picture, TableCell

pytest.importorskip("typst", reason="PDF is an extra")
pdfplumber = pytest.importorskip("pdfplumber", reason="PDF is an extra")

PDF = replace(EDITION, formats=("html", "pdf"))
FOOTER_PT = 30 / 25.4 * 72


def of(*blocks, lang="zh"):
    return portable.pdf_bytes(sample(*blocks, lang=lang))


def opened(content):
    return pdfplumber.open(io.BytesIO(content))


def pages_of(content):
    """Return the text of each page as it stands in the file, without white space and page numbers."""
    with opened(content) as pdf:
        return [
            bare("".join(one["text"] for one in page.chars if one["bottom"] < page.height - FOOTER_PT))
            for page in pdf.pages
        ]


def text_of(content):
    return "".join(pages_of(content))


def files(lang="zh", *, failed=False):
    made = finished(edition=PDF, failed=failed, shown=notebook)[("zh", "en").index(lang)]
    return made.files[f"revenue.{lang}.pdf"], made.files[f"revenue.{lang}.html"].decode()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_pdf_is_tagged_and_names_its_title_and_language(lang):
    content, _ = files(lang)
    with opened(content) as pdf:
        catalog = pdf.doc.catalog
        assert catalog["MarkInfo"]["Marked"] is True
        assert catalog["Lang"].decode().lower() == {"zh": "zh-cn", "en": "en-gb"}[lang]
        assert catalog["ViewerPreferences"]["DisplayDocTitle"] is True
        assert pdf.metadata["Title"] == WORDS[lang]["title"]
        assert not {"CreationDate", "ModDate"} & pdf.metadata.keys() or "1970" in pdf.metadata["CreationDate"]
    assert b"pdfuaid:part" in content


def test_headings_tables_and_pictures_are_tagged_as_such():
    shown = Picture("折线图：由708升至814。", "图1", "营业收入", svg=SVG)
    content = of(heading("摘要"), item("一"), grid(2), shown)
    with opened(content) as pdf:
        kinds, alts = set(), set()
        waiting = [pdf.structure_tree]
        while waiting:
            for element in waiting.pop():
                kinds.add(element["type"])
                alts.add(element.get("alt_text"))
                waiting.append(element.get("children", []))
    assert {"H1", "Table", "TH", "TD", "Figure", "Caption", "L", "LI", "P"} <= kinds
    assert "折线图：由708升至814。" in alts


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_pdf_says_what_its_page_says(lang):
    content, page = files(lang)
    text = text_of(content)
    for number in re.findall(r"\d[\d.,]*", page_text(page)):
        assert number in text
    for word in (
        WORDS[lang]["title"],
        WORDS[lang]["alt" if lang == "none" else "caption"],
        *WORDS[lang]["h2"].split("|")[:2],  # nothing stands below the third
    ):
        assert bare(word) in text


def test_equal_documents_are_equal_bytes():
    assert files("zh")[0] == files("zh")[0]


def test_a_failed_run_says_so_first():
    text = text_of(files("en", failed=True)[0])
    assert bare("This run did not finish") in text
    assert text.index("ZeroDivisionError") < text.index(bare("Thispageanswers"))


@pytest.mark.parametrize(
    "text", [HOSTILE, "#set text(red); $x$ *a* _b_ @c <d>", "a\\b \"q\" 'q' {} [] ()", "\x00\x0b\ud800a"]
)
def test_hostile_texts_are_shown_as_text_and_never_read_as_markup(text):
    found = text_of(portable.pdf_bytes(said_everywhere(text, svg=SVG)))
    assert found.count(bare(portable.shown(text))) == SHOWN_TIMES


def test_a_character_that_the_font_lacks_is_told_by_its_code():
    assert portable.shown("铜\U0001f600龘\u202e") == "铜[U+1F600][U+9F98][U+202E]"
    assert "铜[U+1F600]" in text_of(of(paragraph("铜\U0001f600")))


def test_a_text_of_ten_thousand_characters_runs_over_pages_in_full():
    pages = pages_of(of(DocumentTable(["甲", "乙"], [[TableCell(LONG), TableCell("1", is_number=True)]], "表1", "长")))
    assert len(pages) > 1
    assert "".join(pages).count("聊城") == 5000


def test_the_head_of_a_long_table_is_repeated():
    pages = pages_of(of(grid(80)))
    assert len(pages) > 1
    assert all("列0列1列2" in page for page in pages)


@pytest.mark.parametrize("last", [grid(80), paragraph("规划" * 1000)], ids=["table", "paragraph"])
def test_a_long_block_that_ends_the_document_begins_below_what_is_before_it(last):
    assert len(pages_of(of(last))[0]) > 500


def test_a_wide_table_has_a_page_of_its_own_across():
    filling = [paragraph("前")] * 56
    with opened(of(*filling, grid(20, 24), heading("尾"), *filling)) as pdf:
        assert [turned for turned, _ in groupby(page.width > page.height for page in pdf.pages)] == [False, True, False]


def test_a_heading_is_on_the_page_of_its_wide_table():
    pages = pages_of(of(*[paragraph("前")] * 56, heading("宽表"), grid(3, 24), heading("尾")))
    assert ["一、宽表" in page for page in pages] == [False, False, True]
    assert "二、尾" in pages[2]


def test_what_would_leave_a_page_nearly_empty_before_a_turned_one_is_turned_with_it():
    with opened(of(paragraph("前"), heading("宽表"), grid(9, 24))) as pdf:
        assert [page.width > page.height for page in pdf.pages] == [True]
        assert "标题" in pdf.pages[0].extract_text()


def test_two_wide_tables_share_a_page_with_what_is_between_them_and_the_colophon():
    blocks = [*[paragraph("前")] * 56, grid(3, 24), heading("二"), grid(2), grid(3, 24)]
    with opened(portable.pdf_bytes(replace(sample(*blocks), colophon=("本文件自动生成。",)))) as pdf:
        assert [page.width > page.height for page in pdf.pages] == [False, False, True]
        assert "本文件自动生成" in pdf.pages[2].extract_text()


@pytest.mark.parametrize("rows", range(24, 34))
def test_notes_that_begin_a_page_have_the_head_of_their_table_above_them(rows):
    assert all("列0" in page for page in pages_of(of(grid(rows, foot=("资料来源：规划",)))) if "资料来源" in page)


def test_a_wide_table_stands_upright_in_small_letters_where_these_fit():
    nine = DocumentTable([f"列{at}" for at in range(9)], [[TableCell("12,345.678", is_number=True)] * 9] * 3)
    with opened(of(nine)) as pdf:
        assert [page.width > page.height for page in pdf.pages] == [False]
        assert {round(one["size"], 1) for one in pdf.pages[0].chars if one["text"] == "7"} == {8}


def test_pixels_are_shown_where_there_is_no_drawing():
    with opened(of(Picture("图。", "图1", "营业收入", pixels=pixels()))) as pdf:
        assert len(pdf.pages[0].images) == 1


def test_lists_are_numbered_as_written():
    text = text_of(of(item("甲", 0, 3), item("乙", 0, 4), item("丙", 1)))
    assert text.index("3.甲") < text.index("4.乙") < text.index("丙")
