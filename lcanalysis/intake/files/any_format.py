"""Reads any file that an office sends: finds its format by its content, compares that with its name, and picks the reader."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Final

import olefile  # type: ignore[import-untyped]

from lcanalysis.errors import Fault, FaultsError
from lcanalysis.files.regular_files import NoFileError, read_file
from lcanalysis.intake.files.delimited import decoded, read_delimited
from lcanalysis.intake.files.docx import read_docx
from lcanalysis.intake.files.grid import Grid, Trouble, Workbook
from lcanalysis.intake.files.html import read_archived_page, read_html
from lcanalysis.intake.files.limits import LARGEST_BYTES, RefusedFile
from lcanalysis.intake.files.ods import read_ods
from lcanalysis.intake.files.packed import Packed
from lcanalysis.intake.files.pdf import read_pdf
from lcanalysis.intake.files.xls import Compound, read_xls
from lcanalysis.intake.files.xlsx import read_xlsx
from lcanalysis.intake.files.xml_spreadsheet import read_xml_spreadsheet
from lcanalysis.provenance import Place

FORMATS: Final = (".xlsx", ".xls", ".ods", ".csv", ".tsv", ".docx", ".html", ".pdf")
_SAME: Final = {
    ".htm": ".html", ".mht": ".html", ".mhtml": ".html", ".txt": ".csv", ".xlsm": ".xlsx", ".docm": ".docx",
}  # fmt: skip
_TEXTS: Final = frozenset({".csv", ".tsv", ".html"})
_PACKED: Final[dict[str, Callable[[Packed], tuple[Grid, ...]]]] = {
    ".xlsx": read_xlsx, ".docx": read_docx, ".ods": read_ods,
}  # fmt: skip
_MARK_OF_AN_OPEN_FILE: Final = ("~$", ".~")
"""How names begin of the small files that Excel, WPS and LibreOffice lay beside a file while it is open."""
_PROGRAMS: Final = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"#!")
_PAGE: Final = re.compile(r"\s*<(?:html|!doctype html|table|body|div|meta)\b", re.IGNORECASE)
_XML_SPREADSHEET: Final = re.compile(
    r"\s*(?:<\?.*?\?>\s*)*<(?:\w+:)?Workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet", re.DOTALL
)
_ARCHIVED_PAGE: Final = re.compile(rb"\s*(?:MIME-Version|From|Content-Type):", re.IGNORECASE)
_WORKBOOK_PART: Final = re.compile(r"(?:xl/)?workbook\.(?:xml|bin)")
_Parts = tuple[str, tuple[Grid, ...], tuple[Trouble, ...]]
"""The encoding of a text file (else empty), the sheets or tables, and what to know of the file."""
_ODS: Final = b"application/vnd.oasis.opendocument.spreadsheet"


def read_workbook(path: Path, name: str | None = None) -> Workbook:
    """Return the sheets or tables of a file: .xlsx, .xls, .ods, .csv, .tsv, .docx, .html or .pdf.

    Nothing in the file is executed, followed or fetched. The content decides its format. A file whose name says another is
    refused, since a person who opens it by that name would see something else.

    `path`: the file. `name`: how it is called in addresses; its file name by default. Cells of text as a person sees
    them. Raises `FaultsError` with one fault that says why the file is refused and what to do.
    """
    place = Place(name or path.name)
    try:
        encoding, grids, told = _read(path)
    except FileNotFoundError:
        raise FaultsError(faults=[Fault(place, "faults.file_missing")]) from None
    except OSError as problem:
        raise FaultsError(faults=[Fault(place, "files.unreadable", {"problem": problem.strerror or ""})]) from None
    except RefusedFile as refused:
        raise FaultsError(faults=[Fault(place, refused.key, refused.fields)]) from None
    return Workbook(place.file, encoding, grids, told)


def _content(path: Path) -> bytes:
    try:
        content = read_file(path, LARGEST_BYTES + 1)
    except (NoFileError, IsADirectoryError):
        raise RefusedFile("files.no_file") from None
    if len(content) > LARGEST_BYTES:
        raise RefusedFile("files.too_large", most=LARGEST_BYTES // 1_000_000)
    if not content:
        raise RefusedFile("files.empty")
    return content


def _read(path: Path) -> _Parts:
    if path.name.startswith(_MARK_OF_AN_OPEN_FILE):
        raise RefusedFile("files.mark_of_an_open_file")
    content = _content(path)
    ending = path.suffix.lower()
    # What WPS writes under a name of its own is a workbook of one kind or the other.
    wps = ".xlsx" if content.startswith(b"PK") else ".xls"
    named = wps if ending == ".et" else _SAME.get(ending, ending)
    if named not in FORMATS:
        raise RefusedFile("files.unknown_format", found=ending or path.name, known=FORMATS)
    if content.startswith(b"%PDF-"):
        _require(".pdf", named)
        return "", read_pdf(path), ()
    return _read_content(content, named)


@lru_cache(maxsize=16)
def _read_content(content: bytes, named: str) -> _Parts:
    """Return what a file holds: one command reads the same file when it asks about it and when it cleans the plan."""
    if content.startswith(_PROGRAMS):
        raise RefusedFile("files.program")
    if content.startswith(b"PK\x03\x04"):
        packed = Packed(content)
        kind = _kind_of(packed)
        _require(kind, named)
        return "", _PACKED[kind](packed), ()
    if content.startswith(olefile.MAGIC):
        compound = Compound(content)
        _require(_kind_of_compound(compound), named)
        return "", read_xls(compound), ()
    if named not in _TEXTS | {".xls"}:
        raise RefusedFile("files.not_what_it_says", found=named)
    if named in {".xls", ".html"} and _ARCHIVED_PAGE.match(content):
        return "", read_archived_page(content), _told(named)
    text, encoding = decoded(content)
    if named == ".xls" and _XML_SPREADSHEET.match(text):
        return "", read_xml_spreadsheet(content), ()
    is_page = text.lstrip()[:1] == "<"
    if named == ".xls" and is_page and _PAGE.match(text):
        # Many systems send a web page as a workbook; the office program opens it as one.
        return encoding, read_html(text), _told(named)
    if is_page != (named == ".html") or named == ".xls":
        raise RefusedFile("files.not_what_it_says", found=named)
    return encoding, read_html(text) if is_page else (read_delimited(text),), ()


def _told(named: str) -> tuple[Trouble, ...]:
    return (("files.page_named_workbook", {"found": named}),) if named == ".xls" else ()


def _kind_of(packed: Packed) -> str:
    if "content.xml" in packed.names and "mimetype" in packed.names:
        if packed.read("mimetype").strip() != _ODS:
            raise RefusedFile("files.unknown_format", found=".od?", known=FORMATS)
        return ".ods"
    if "word/document.xml" in packed.names:
        return ".docx"
    if any(_WORKBOOK_PART.fullmatch(name) for name in packed.names):
        return ".xlsx"
    raise RefusedFile("files.broken" if "[content_types].xml" in packed.names else "files.archive")


def _kind_of_compound(compound: Compound) -> str:
    if "EncryptedPackage" in compound.names:
        raise RefusedFile("files.password")
    if "WordDocument" in compound.names:
        raise RefusedFile("files.older_word")
    return ".xls"


def _require(kind: str, named: str) -> None:
    if kind != named:
        raise RefusedFile("files.other_format", found=named, expected=kind)
