"""Word documents: the measures of GB/T 9704 read back from the file, content that equals the page, hostile texts."""

import base64
import io
import zipfile
from dataclasses import replace

import docx
import pandas as pd
import pytest
from briefing_samples import (
    EDITION,
    HOSTILE,
    LONG,
    SVG,
    WORDS,
    displayed,
    finished,
    hostile_cells,
    hostile_table,
    notebook,
)
from document_samples import SHOWN_TIMES, grid, heading, item, paragraph, pixels, said_everywhere, sample
from document_text import W, bare, converted, open_word, page_text, part_of, text_of, word_text
from docx.enum.section import WD_ORIENT
from docx.shared import Mm, Pt
from nbformat.v4 import new_code_cell, new_notebook, new_output

from lcanalysis.briefing.documents.blocks import DocumentTable, Picture, TableCell, Verbatim, keep_introductions
from lcanalysis.briefing.documents.column_widths import NARROWED, column_widths, least_widths, lines_of
from lcanalysis.briefing.documents.from_notebook import read_document
from lcanalysis.briefing.documents.table_setting import setting_of
from lcanalysis.briefing.documents.word import word_bytes
from lcanalysis.briefing.documents.word_layout import LAYOUTS
from lcanalysis.briefing.documents.word_package import package_bytes
from lcanalysis.briefing.documents.wordml import CELL_MARGINS
from lcanalysis.exhibits import CaptionedFrame
from lcanalysis.workbooks import with_fixed_times

WORD = replace(EDITION, formats=("html", "docx"))
RESERVED = "\x00\x0b\ud800"


def test_what_introduces_a_table_and_what_closes_a_document_stay_with_their_neighbours():
    blocks = [heading("一"), paragraph("见下表。"), grid(), paragraph("完。")]
    made = replace(sample(), blocks=list(keep_introductions(blocks)), colophon=("本文件自动生成。",))
    kept = {one.text: one.paragraph_format.keep_with_next for one in open_word(word_bytes(made)).paragraphs}
    assert (kept["见下表。"], kept["完。"], kept["本文件自动生成。"]) == (True, True, None)


@pytest.mark.parametrize(("length", "is_kept"), [(3, True), (3000, False)])
def test_a_short_section_of_prose_that_closes_a_document_is_not_parted(length, is_kept):
    blocks = [heading("一"), paragraph("前。"), grid(), heading("方法"), paragraph("甲" * length), paragraph("乙")]
    made = replace(sample(), blocks=blocks, colophon=("本文件自动生成。",))
    kept = [bool(one.paragraph_format.keep_with_next) for one in open_word(word_bytes(made)).paragraphs[-3:]]
    assert kept == [is_kept, True, False]


def test_a_title_breaks_before_what_tells_it_from_others():
    made = open_word(word_bytes(replace(sample(), title="营业收入能否达到设定增速？（铜加工，8%）")))
    assert made.paragraphs[0].text == "营业收入能否达到设定增速？\n（铜加工，8%）"


def in_pixels(alt="折线图，一项。", caption="营业收入"):
    about = {"alt": alt, "caption": caption, "source": "规划", "notes": ["一"], "crop": [10, 100]}
    data = {"image/svg+xml": SVG, "image/png": base64.b64encode(pixels()).decode(), "text/plain": caption}
    metadata = {"image/svg+xml": about, "image/png": about}
    return new_code_cell("chart", id="px", outputs=[new_output("display_data", data=data, metadata=metadata)])


def run(lang="zh", *extra, failed=False):
    made = finished(edition=WORD, failed=failed, shown=lambda one: notebook(one, *extra))
    return made[("zh", "en").index(lang)]


def files(lang="zh", *extra, failed=False):
    made = run(lang, *extra, failed=failed)
    return made.files[f"revenue.{lang}.docx"], made.files[f"revenue.{lang}.html"].decode()


def of(*blocks, lang="zh"):
    return word_bytes(sample(*blocks, lang=lang))


def test_page_and_text_measure_what_gb_t_9704_asks_for():
    document = open_word(of(heading("一"), heading("二", 3), heading("三", 4), paragraph("文")))
    (section,) = document.sections
    assert [round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
    styles = document.styles
    assert styles["Normal"].font.size == Pt(16)
    assert styles["Title"].font.size == Pt(22)
    assert round(styles["Normal"].paragraph_format.line_spacing.pt, 2) == 28.95
    # 22 lines of 28.95 pt and 28 characters of 16 pt, set a little closer, fill a page.
    assert 22 * 28.95 <= (297 - 37 - 35) / 25.4 * 72
    closer = int(styles["Normal"].element.rPr.find(f"{W}spacing").get(f"{W}val")) / 20
    assert 28 * (16 + closer) <= (210 - 28 - 26) / 25.4 * 72 < 29 * (16 + closer)


@pytest.mark.parametrize(
    ("style", "font", "is_bold"),
    [
        ("Normal", "仿宋_GB2312", False),
        ("Title", "方正小标宋简体", False),
        ("Heading 1", "黑体", False),
        ("Heading 2", "楷体_GB2312", False),
        ("Heading 3", "仿宋_GB2312", True),
    ],
)
def test_each_level_has_its_official_font(style, font, is_bold):
    found = open_word(of()).styles[style]
    assert found.element.rPr.rFonts.get(f"{W}eastAsia") == font
    assert found.font.bold is is_bold


def test_headings_are_real_ones_with_official_numbers():
    blocks = [
        heading("摘要"),
        heading("收入", 3),
        heading("铜", 4),
        heading("问题"),
        heading("口径", 3),
    ]
    shown = [(one.style.name, one.text) for one in open_word(of(*blocks)).paragraphs[2:-1]]
    assert shown == [
        ("Heading 1", "一、摘要"),
        ("Heading 2", "（一）收入"),
        ("Heading 3", "1. 铜"),
        ("Heading 1", "二、问题"),
        ("Heading 2", "（一）口径"),
    ]
    assert [one.text for one in open_word(of(*blocks, lang="en")).paragraphs[2:4]] == ["摘要", "收入"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_prose_of_an_annex_is_set_smaller_than_what_is_read_first(lang):
    annex = replace(heading("附录"), is_annex=True)
    document = open_word(of(paragraph("先"), annex, paragraph("后"), item("条"), lang=lang))
    styles = {one.text.lstrip("\N{BULLET}\t"): one.style for one in document.paragraphs}
    assert [styles[text].name for text in ("先", "后", "条")] == ["Indented Text", "Annex Text", "Annex Text"]
    assert styles["后"].font.size < document.styles["Normal"].font.size


def test_page_numbers_stand_between_dashes_on_the_outer_side():
    document = open_word(of())
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    for footer, side in ((section.footer, 2), (section.even_page_footer, 0)):
        (paragraph,) = footer.paragraphs
        assert text_of(paragraph._p) == "— 1 —"
        assert paragraph._p.find(f"{W}fldSimple").get(f"{W}instr").strip() == "PAGE"
        assert int(paragraph.alignment) == side
    assert document.styles["Footer"].font.size == Pt(14)


def test_the_language_of_text_is_set():
    styles = open_word(of()).styles.element
    lang = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    assert (lang.get(f"{W}val"), lang.get(f"{W}eastAsia")) == ("en-GB", "zh-CN")
    assert open_word(of(lang="en")).core_properties.language == "en-GB"


def test_the_head_of_a_table_is_repeated_and_no_row_is_parted():
    (table,) = open_word(of(grid(40))).tables
    rows = table._tbl.findall(f"{W}tr")
    assert len(rows) == 41
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True] + [False] * 40
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    assert table._tbl.tblPr.find(f"{W}tblCaption").get(f"{W}val") == "表1 产量"


def test_a_row_that_fits_on_no_page_may_be_parted():
    high = DocumentTable(["甲"], [[TableCell("聊城" * 5000)], [TableCell("乙")]])
    rows = open_word(of(high)).tables[0]._tbl.findall(f"{W}tr")
    assert [row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows] == [True, False, True]


def test_a_short_table_stays_whole_with_its_caption_and_notes():
    document = open_word(of(grid(3, foot=("资料来源：规划", "注：一"))))
    caption = next(one for one in document.paragraphs if one.style.name == "Caption")
    assert caption.paragraph_format.keep_with_next
    cells = [one for row in document.tables[0].rows for cell in row.cells for one in cell.paragraphs]
    assert all(one.paragraph_format.keep_with_next for one in cells)


def test_a_long_table_is_parted_between_rows_but_leaves_none_alone():
    rows = open_word(of(grid(60))).tables[0].rows
    kept = [bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in rows]
    assert kept == [True, True] + [False] * 57 + [True, False]


def test_numbers_stand_right_and_their_head_with_them():
    rows = open_word(of(grid(2))).tables[0].rows
    assert [[cell.paragraphs[0].alignment for cell in row.cells] for row in rows] == [[None, 2, 2]] * 3


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("number", ["−109,957", "209,620", "24,179,510", "−28.4", "622–1,970", "52.2%", "7"])
def test_the_narrowest_column_holds_its_numbers_in_one_line(number, lang):
    # Widths of Times New Roman, in parts of 1000 of the size; bold digits are as wide as usual ones.
    metrics = dict.fromkeys("0123456789–", 500) | {"−": 570, ",": 250, ".": 250, "%": 833}
    layout = LAYOUTS[lang]
    for face in (layout.table, layout.wide_table, layout.small_table):
        needed_pt = sum(metrics[sign] for sign in number) / 1000 * face.size_pt
        column_pt = least_widths(["a"], [[number]])[0] * face.letter_mm / 25.4 * 72
        margins_pt = sum(width for side, width in CELL_MARGINS if side in {"left", "right"}) / 20
        assert needed_pt <= column_pt - margins_pt


@pytest.mark.parametrize("word", ["Rounding", "nonferrous", "Guangdong", "Dongchangfu", "Bureau"])
def test_the_narrowest_column_holds_its_words_unbroken(word):
    # Times New Roman, in parts of 1000 of the size.
    metrics = dict.fromkeys("bdghnou", 500) | dict.fromkeys("aec", 444) | dict.fromkeys("rf", 333)
    metrics |= {"i": 278, "s": 389, "R": 667, "G": 722, "D": 722, "B": 667}
    margins_pt = sum(width for side, width in CELL_MARGINS if side in {"left", "right"}) / 20
    for face in (LAYOUTS["en"].table, LAYOUTS["en"].wide_table, LAYOUTS["en"].small_table):
        needed_pt = sum(metrics[sign] for sign in word) / 1000 * face.size_pt
        column_pt = least_widths(["a"], [[word]])[0] * face.letter_mm / 25.4 * 72
        assert needed_pt <= column_pt - margins_pt


def test_a_head_of_broad_letters_is_not_broken_even_where_its_table_is_narrowed():
    # Bold Times New Roman, in parts of 1000 of the size.
    metrics = {"M": 944, "o": 500, "m": 833, "e": 444, "n": 556, "t": 333, "u": 556}
    margins_pt = sum(width for side, width in CELL_MARGINS if side in {"left", "right"}) / 20
    for face in (LAYOUTS["en"].table, LAYOUTS["en"].wide_table, LAYOUTS["en"].small_table):
        needed_pt = sum(metrics[sign] for sign in "Momentum") / 1000 * face.size_pt
        column_pt = least_widths(["Momentum"], [["▼ Slower"]])[0] * face.letter_mm / 25.4 * 72
        assert needed_pt <= column_pt / NARROWED - margins_pt


def test_what_the_least_widths_leave_goes_to_the_texts_that_make_rows_high():
    heads = ["Goal", "Wanted", "Base", *["Probability of meeting it by 2022 (%)"] * 5]
    rows = [["Ratio of aluminium products to primary aluminium", "At least 1.2", "0.849", *["30"] * 5]] * 4
    least, widths = least_widths(heads, rows), column_widths(heads, rows, 120)
    assert widths[2:] == pytest.approx(least[2:], abs=0.01)
    # No other division of the room between the two makes the rows lower.
    room = sum(widths[:2])
    others = ([room - at / 2, at / 2, *widths[2:]] for at in range(int(2 * least[1]) + 1, int(2 * (room - least[0]))))
    assert lines_of(rows[0], widths) == min(lines_of(rows[0], other) for other in others)


def test_a_name_is_not_broken_for_a_head_that_may_stand_in_two_lines():
    heads = ["目标", "规划要求", "最新数据年份", "时间进度", "完成进度（直线路径）", "完成进度（等速路径）"]
    rows = [["十种有色金属产量", "年均增长1.5%左右", "2025", "50.0", "107.0", "106.9"]] * 2
    assert lines_of(rows[0], column_widths(heads, rows, 84)) == 1


def test_a_column_of_blanks_keeps_room_to_write_in_and_one_of_dashes_does_not():
    blank, dashes = (least_widths(["原因"], [[cell], [cell]])[0] for cell in ("", "—"))
    assert blank > 20 > dashes
    assert least_widths(["原因"], [[""], ["写了"]])[0] == dashes


def test_a_table_too_wide_for_the_page_lies_across_with_its_heading():
    filling = [paragraph("前")] * 40
    document = open_word(of(*filling, heading("宽表"), grid(20, 24), heading("尾"), *filling))
    assert [section.orientation for section in document.sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
        WD_ORIENT.PORTRAIT,
    ]
    across = document.sections[1]
    assert [round(side.mm) for side in (across.page_width, across.page_height)] == [297, 210]
    inside = [one for one in across.iter_inner_content() if isinstance(one, docx.table.Table)]
    assert len(inside) == 1
    first = next(iter(across.iter_inner_content()))
    assert first.text == "一、宽表"
    assert (
        sum(column.width for column in inside[0].columns)
        <= across.page_width - across.left_margin - across.right_margin
    )


@pytest.mark.parametrize("between", [[], [heading("二"), grid(2), heading("三")]])
def test_two_wide_tables_share_their_turned_pages_with_what_closes_the_document(between):
    document = open_word(of(*[paragraph("前")] * 40, grid(3, 24), *between, grid(3, 24)))
    assert [section.orientation for section in document.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]
    assert len(list(document.sections[1].iter_inner_content())) > 4
    assert all(text_of(one._p) == "— 1 —" for section in document.sections for one in section.footer.paragraphs)


def test_what_would_leave_a_sheet_nearly_empty_before_a_turned_one_is_turned_with_it():
    (section,) = open_word(of(paragraph("前"), heading("宽表"), grid(9, 24))).sections
    assert section.orientation == WD_ORIENT.LANDSCAPE


def test_a_wide_table_stands_upright_in_small_letters_where_these_fit():
    nine = DocumentTable([f"column {at}" for at in range(9)], [[TableCell("12,345.6789", is_number=True)] * 9] * 3)
    document = open_word(of(nine, lang="en"))
    assert [section.orientation for section in document.sections] == [WD_ORIENT.PORTRAIT]
    assert document.tables[0].cell(1, 0).paragraphs[0].style.name == "Small Table Text"


@pytest.mark.parametrize(
    ("rows", "style"), [(3, "Table Text"), (25, "Wide Table Text"), (90, "Small Table Text")]
)  # fmt: skip
def test_the_longer_a_table_the_smaller_its_letters(rows, style):
    assert open_word(of(grid(rows))).tables[0].cell(1, 0).paragraphs[0].style.name == style


def test_a_long_table_of_texts_lies_across_where_it_takes_a_page_less():
    texts = [[TableCell("聊城市" * 12)] * 2 + [TableCell("")] * 4] * 60
    assert [setting_of(DocumentTable(list("甲乙丙丁戊己"), texts[:rows]), LAYOUTS["zh"]).is_across
            for rows in (4, 60)] == [False, True]  # fmt: skip


def test_captions_number_themselves_and_figures_say_what_they_show():
    shown = Picture("折线图：由708升至814。", "图1", "营业收入", pixels=pixels(), foot=("资料来源：规划",))
    content = of(grid(), shown, shown)
    document = open_word(content)
    captions = [one for one in document.paragraphs if one.style.name == "Caption"]
    assert [text_of(one._p) for one in captions] == ["表1\u2003产量", "图1\u2003营业收入", "图1\u2003营业收入"]
    fields = [one._p.find(f"{W}fldSimple").get(f"{W}instr").split() for one in captions]
    assert [field[:2] for field in fields] == [["SEQ", "表"], ["SEQ", "图"], ["SEQ", "图"]]
    about = document.element.body.xpath(".//wp:docPr")
    assert [one.get("descr") for one in about] == ["折线图：由708升至814。"] * 2
    assert [one.get("id") for one in about] == ["1", "2"]
    # One picture that is shown twice is one part of the file.
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        assert len([name for name in opened.namelist() if name.startswith("word/media/")]) == 1


def test_a_high_picture_is_made_to_fit():
    shown = Picture("高图。", "图1", "高", pixels=pixels((900, 4000)))
    (shape,) = open_word(of(shown)).inline_shapes
    assert shape.height <= Mm(121)
    assert abs(shape.width / shape.height - 900 / 4000) < 0.01


def test_a_picture_without_pixels_is_told_in_words():
    document = open_word(of(Picture("折线图：升。", "图1", "营业收入", svg=SVG)))
    assert "折线图：升。" in [one.text for one in document.paragraphs]


def test_lists_and_verbatim_text_keep_their_marks_and_lines():
    blocks = [item("一", 0, 3), item("二"), Verbatim("a\tb\nc")]
    zh, en = (open_word(of(*blocks, lang=lang)).paragraphs[2:5] for lang in ("zh", "en"))
    assert [one.text for one in zh] == ["3. 一", "二", "a\tb\nc"]
    assert [one.text for one in en] == ["3.\t一", "\N{BULLET}\t二", "a\tb\nc"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_document_says_what_its_page_says_in_the_same_order(lang):
    content, page = files(lang, in_pixels())
    # A document says where its links lead, since it may be printed.
    shown = word_text(content).replace("<https://example.org/plan>", "")
    assert shown.startswith(bare(WORDS[lang]["title"]))
    assert shown.startswith(page_text(page))
    assert "lcanalysis" in shown.removeprefix(page_text(page))


def test_the_page_links_to_its_document_and_one_that_stands_alone_does_not():
    _, page = files("en")
    assert '<a href="revenue.en.docx">Word document</a>' in page
    assert "docx" not in finished()[1].files["revenue.en.html"].decode()
    assert not any(name.endswith(".docx") for name in finished()[1].files)


def test_the_kept_notebook_has_no_pixels():
    kept = run("zh", in_pixels()).files["revenue.ipynb"].decode()
    assert "image/svg+xml" in kept
    assert "image/png" not in kept


def test_a_failed_run_has_a_document_that_says_so_first():
    content, _ = files("en", failed=True)
    texts = [one.text for one in open_word(content).paragraphs]
    assert "This run did not finish" in texts[:6]
    assert "Reason: ZeroDivisionError: division by zero" in texts[:8]


@pytest.mark.parametrize("text", [HOSTILE, LONG, RESERVED + "a", "\u202egnp.exe\u202c", "𠮷\U0001f600", "&amp; <w:p/>"])
def test_hostile_texts_are_shown_as_text(text):
    quiet = text.replace("\ud800", "\ufffd").replace("\x00", "\ufffd").replace("\x0b", "\ufffd")
    document = open_word(word_bytes(said_everywhere(text, pixels=pixels())))
    # The head of a column may be broken between its parts.
    everything = text_of(document.element.body).replace("\n", "")
    assert everything.count(quiet.replace("\n", "")) == SHOWN_TIMES
    assert document.tables[0].rows[1].cells[0].text == quiet
    assert document.element.body.xpath(".//wp:docPr")[0].get("descr") == quiet
    assert document.element.body.xpath(".//w:instrText | .//w:hyperlink | .//w:object") == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_equal_runs_give_equal_bytes_without_times(lang):
    content, _ = files(lang, in_pixels())
    assert content == files(lang, in_pixels())[0]
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        assert {info.date_time for info in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"202" not in opened.read("docProps/core.xml").replace(b"2022", b"").replace(b"20-", b"")


def shown_html(source):
    """Return the document of a notebook that shows what is no exhibit."""
    cell = new_code_cell("x", id="x", outputs=[new_output("execute_result", data={"text/html": source})])
    return read_document(new_notebook(cells=[cell]), run_id="x", lang="en").blocks


def test_a_table_of_pandas_is_in_the_document_with_its_numbers_its_caption_and_the_text_below():
    frame = CaptionedFrame(pd.DataFrame({"year": [2018, 2019], "value": [1234.5, None], "note": ["a", "b"]}),
                           "results.goals", ["year", "value"])  # fmt: skip
    table, *_, below = shown_html(frame.as_html("en"))
    assert (table.label, table.columns, table.number_columns) == ("Table 1", ["year", "value"], {0, 1})
    assert table.texts == [["2018", "1234.5"], ["2019", "—"]]
    assert "note" in below.spans[0].text


def test_a_table_of_pandas_with_heads_in_two_rows_keeps_them_in_their_columns():
    columns = pd.MultiIndex.from_tuples([("copper", "2017"), ("copper", "2018"), ("tea", "2018")])
    (table,) = shown_html(pd.DataFrame([[1, 2, "x"]], index=["output"], columns=columns).to_html())
    assert table.columns == ["", "copper 2017", "2018", "tea 2018"]
    assert table.texts == [["output", "1", "2", "x"]]


def test_what_html_shows_without_a_table_is_in_the_document_line_by_line():
    first, code, last = shown_html("<p>one <b>two</b></p><pre>a\n  b</pre>three<script>no()</script>")
    assert [first.spans[0].text, code.text, last.spans[0].text] == ["one two", "a\n  b", "three"]


def test_the_archive_is_what_python_docx_writes_but_for_the_times():
    made, saved = docx.Document(), io.BytesIO()
    made.add_picture(io.BytesIO(pixels()))
    made.save(saved)
    assert with_fixed_times(package_bytes(made.part.package)) == with_fixed_times(saved.getvalue())


def test_the_file_holds_what_word_requires_and_nothing_left_over():
    content, _ = files("zh", in_pixels())
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        names = set(opened.namelist())
    required = {"[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/styles.xml", "word/settings.xml"}
    assert required <= names
    left_over = ("customXml", "thumbnail", "stylesWithEffects", "numbering")
    assert not [name for name in names if any(part in name for part in left_over)]
    assert "Macintosh" not in part_of(content, "docProps/app.xml")
    styles = {one.style_id for one in open_word(content).styles}
    used = {one.get(f"{W}val") for one in open_word(content).element.body.iter(f"{W}pStyle")}
    assert used <= styles


def test_what_a_style_builds_on_is_there():
    styles = open_word(of()).styles
    ids = {one.style_id for one in styles}
    for kind in ("basedOn", "next", "link"):
        assert {one.get(f"{W}val") for one in styles.element.iter(f"{W}{kind}")} <= ids


@pytest.mark.slow
def test_libreoffice_opens_it_and_shows_all_its_text(tmp_path):
    content, _ = files(
        "zh",
        in_pixels(),
        new_code_cell("t", id="t", outputs=[displayed(hostile_table(HOSTILE))]),
        *hostile_cells("x", 2),
    )
    path = tmp_path / "run.docx"
    path.write_bytes(content)
    shown = bare(converted(path, "txt:Text (encoded):UTF8", tmp_path).read_text(encoding="utf-8-sig"))
    for part in ("营业收入能否达到2022年目标", "813.90", "-17.80", bare(HOSTILE), "一、主要指标完成情况"):
        assert bare(part) in shown
