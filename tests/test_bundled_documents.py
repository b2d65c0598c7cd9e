"""The documents of the bundled edition: what pages say, Word, PDF and the workbook say, in both languages."""

import html
import json
import re
from collections import Counter
from pathlib import Path

import nbformat
import openpyxl
import pytest
from document_text import open_word, page_text, word_text

from lcanalysis.briefing.documents.from_notebook import read_document
from lcanalysis.briefing.documents.portable import pdf_bytes

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("bundled_edition")]


@pytest.fixture(scope="module")
def edition(bundled) -> Path:
    return bundled


@pytest.fixture(scope="module")
def manifest(edition) -> dict:
    return json.loads((edition / "manifest.json").read_text(encoding="utf-8"))


HYPHEN_AT_THE_END = "\ufffe"
"""What pdfium reads for a hyphen at the end of a line."""
LANGUAGES = ("zh", "en")
NUMBER = re.compile(r"[-\N{MINUS SIGN}]?[\d,]+(\.\d+)?")


def runs_of(manifest: dict) -> list[tuple[str, str]]:
    return [(run["id"], run["language"]) for run in manifest["runs"]]


def grid_numbers(page: str) -> list[list[str]]:
    """Return the texts of the number cells of each table with a caption on a page, in order."""
    tables = re.findall(
        r"<table[^>]*>(.*?)</table>", page.partition("<main")[2].partition("</main>")[0], flags=re.DOTALL
    )
    return [
        [html.unescape(cell) for cell in re.findall(r'<td[^>]* class="(?:none )?number[^"]*">([^<]*)</td>', table)]
        for table in tables
        if "<caption" in table
    ]


def plain(number: str) -> str:
    """Return a number without what the languages write differently: signs, and the unit of a number that has its own."""
    return re.sub(r"[^\d.-]", "", number.replace("\N{MINUS SIGN}", "-"))


def test_every_document_says_what_its_page_says_in_the_same_order(edition, manifest):
    # A first page has its title in the masthead, and Word its drawings in one size: tests/test_first_page.py holds its parts.
    for run, lang in (one for one in runs_of(manifest) if one[0] != "briefing"):
        page = page_text((edition / f"{run}.{lang}.html").read_text(encoding="utf-8"))
        document = word_text((edition / f"{run}.{lang}.docx").read_bytes())
        assert document.startswith(page), (run, lang)
        assert "lcanalysis" in document.removeprefix(page)[:60], (run, lang)


def test_every_picture_of_every_document_is_there_and_has_its_alt_text(edition, manifest):
    for run, lang in runs_of(manifest):
        page = (edition / f"{run}.{lang}.html").read_text(encoding="utf-8")
        alts = [
            html.unescape(alt)
            for alt in re.findall(r'<svg (?:class="on-(?:screen|wide)" )?role="img" aria-label="([^"]+)"', page)
        ]
        document = open_word((edition / f"{run}.{lang}.docx").read_bytes())
        described = document.element.body.xpath(".//wp:docPr/@descr")
        assert described == alts, (run, lang)
        assert len(document.inline_shapes) == len(alts)


def test_pages_documents_and_workbook_show_the_same_numbers_in_both_languages(edition, manifest):
    book = openpyxl.load_workbook(edition / "tables.xlsx")
    listed = {
        lang: [[cell.value for cell in row] for row in book[name].iter_rows(min_row=2)]
        for lang, name in (("zh", "说明"), ("en", "Contents"))
    }
    assert sorted(row[0] for rows in listed.values() for row in rows) == sorted(book.sheetnames[2:])
    for run, lang in runs_of(manifest):
        page = (edition / f"{run}.{lang}.html").read_text(encoding="utf-8")
        on_page = [[plain(number) for number in table] for table in grid_numbers(page)]
        other = (edition / f"{run}.{LANGUAGES[lang == 'zh']}.html").read_text(encoding="utf-8")
        assert on_page == [[plain(number) for number in table] for table in grid_numbers(other)], run
        bare = [[plain(number) for number in table if NUMBER.fullmatch(number)] for table in grid_numbers(page)]
        document = open_word((edition / f"{run}.{lang}.docx").read_bytes())
        right = [cell.text for cell in cells_of(document) if cell.paragraphs[0].alignment == 2]
        shown = [plain(text) for text in right if NUMBER.fullmatch(text)]
        assert shown == [number for numbers in bare for number in numbers], (run, lang)
        sheets = [row[0] for row in listed[lang] if f"{run}.{lang}.html" in row[4].splitlines()]
        in_book = sorted(filter(None, (numbers_in(book[name]) for name in sheets)))
        assert in_book == sorted(filter(None, bare)), (run, lang)


def cells_of(part) -> list:
    """Return the cells of a document's tables below their heads, those of tables within cells included."""
    found = []
    for table in part.tables:
        for row in table.rows[1:] if len(table.rows) > 1 else table.rows:
            for cell in row.cells:
                found += cells_of(cell) if cell.tables else [cell]
    return found


def numbers_in(sheet) -> list[str]:
    """Return the numbers of a sheet with the decimals that it shows."""
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if isinstance(cell.value, int | float)]
    return [f"{cell.value:.{len(cell.number_format.partition('.')[2])}f}" for cell in cells]


def test_a_pdf_of_every_notebook_has_all_characters_of_its_page(edition, manifest):
    pytest.importorskip("typst", reason="PDF is an extra")
    pdfium = pytest.importorskip("pypdfium2", reason="it comes with the PDF extra")
    first = {(run["notebook"], run["language"]): run["id"] for run in reversed(manifest["runs"])}
    for (_, lang), run in first.items():
        name = f"{run}.ipynb" if lang == "zh" else f"{run}.{lang}.ipynb"
        executed = nbformat.read(edition / name, as_version=4)
        content = pdf_bytes(read_document(executed, run_id=run, lang=lang))
        page = (edition / f"{run}.{lang}.html").read_text(encoding="utf-8")
        with pdfium.PdfDocument(content) as pdf:
            text = "".join(sheet.get_textpage().get_text_range() for sheet in pdf)
        missing = Counter(page_text(page)) - Counter(text.replace(HYPHEN_AT_THE_END, "-"))
        assert not missing, (run, lang, missing)
