"""Files that would do harm are refused within a second or two and within bounded memory."""

import io
import json
import re
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from openpyxl import Workbook

SENT = Path(__file__).parent / "sent"
HEAD = (
    b'<?xml version="1.0"?>%s<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
TAIL = b"</sheetData></worksheet>"
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'


def sheet(body, declared=b"", tail=TAIL):
    """Return a workbook whose only sheet has this XML."""
    made = io.BytesIO()
    Workbook().save(made)
    source, target = zipfile.ZipFile(made), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name in source.namelist():
            changed = name == "xl/worksheets/sheet1.xml"
            packed.writestr(name, HEAD % declared + body + tail if changed else source.read(name))
    return target.getvalue()


def spreadsheet(old, new):
    source, target = zipfile.ZipFile(SENT / "production.ods"), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in source.namelist():
            content = source.read(name)
            packed.writestr(name, content.replace(old, new) if name == "content.xml" else content)
    return target.getvalue()


def circular():
    """Return an .xls whose sectors follow one another in a circle."""
    content = bytearray((SENT / "production.xls").read_bytes())
    table = 512 + 512 * struct.unpack_from("<I", content, 76)[0]
    for number in range(128):
        struct.pack_into("<I", content, table + 4 * number, number)
    return bytes(content)


def pdf_bomb():
    packed = zlib.compress(bytes(300_000_000), 1)
    return b"".join((
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox[0 0 99 99]>>endobj\n4 0 obj<</Length ",
        str(len(packed)).encode(), b"/Filter/FlateDecode>>stream\n", packed, b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n",
    ))  # fmt: skip


def protected():
    """Return an office file as Excel encrypts it: a compound file that holds one encrypted package."""
    content = bytearray((SENT / "production.xls").read_bytes())
    old, new = ("Workbook".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le"))
    at = content.index(old + b"\0\0")
    content[at : at + 64] = new.ljust(64, b"\0")
    content[at + 64] = len(new) + 2
    return bytes(content)


def locked_record():
    """Return an .xls whose workbook begins, after its first record, with the one that says it is encrypted."""
    content = bytearray((SENT / "production.xls").read_bytes())
    at = content.index(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20
    content[at : at + 2] = b"\x2f\x00"
    return bytes(content)


def changed(content, part, change, **more):
    """Return a packed file with one of its parts changed, and others added."""
    source, target = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in source.namelist():
            packed.writestr(name, change(source.read(name)) if name == part else source.read(name))
        for name, added in more.items():
            packed.writestr(f"xl/{name}.xml", added)
    return target.getvalue()


def text(*texts):
    return "".join(f'<c t="str"><v>{one}</v></c>' for one in texts).encode()


def row(number, *texts):
    return b'<row r="%d">%s</row>' % (number, text(*texts))


def same_sheet_again():
    """Return a workbook whose 199 sheets are one and the same of 100,000 cells."""
    content = sheet((b"<row>" + b"<c><v>1.5</v></c>" * 100 + b"</row>") * 1000)
    again = rb"\1\2" + rb"".join(rb'\1name="s%d"\3' % at for at in range(198))
    return changed(
        content, "xl/workbook.xml", lambda part: re.sub(rb'(<sheet [^>]*?)(name="[^"]*"([^>]*/>))', again, part)
    )


def same_text_again():
    """Return a workbook of which one text of 90,000 digits is 200,000 cells."""
    part = b'<Relationship Id="x" Type="t/sharedStrings" Target="s.xml"/></Relationships>'
    content = sheet((b"<row>" + b'<c t="s"><v>0</v></c>' * 100 + b"</row>") * 2000)
    texts = b"<sst><si><t>" + b"1" * 90_000 + b"</t></si></sst>"
    return changed(content, "xl/_rels/workbook.xml.rels", lambda old: old.replace(b"</Relationships>", part), s=texts)


def styles_again():
    """Return a workbook that refers to its styles 50,000 times."""
    part = b"".join(b'<Relationship Id="x%d" Type="t/styles" Target="styles.xml"/>' % at for at in range(50_000))
    return changed(
        sheet(b""),
        "xl/_rels/workbook.xml.rels",
        lambda old: old.replace(b"</Relationships>", part + b"</Relationships>"),
    )


def merged_everywhere():
    """Return a workbook with wide rows and many merged cells, each row of which has to be compared with its header."""
    head = row(1, "产品名称", *map(str, range(498)))
    rows = b"".join(b'<row r="%d"><c r="SE%d" t="str"><v>x</v></c></row>' % (at, at) for at in range(2, 1900))
    merged = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (at, at) for at in range(2, 9000))
    return sheet(head + rows, tail=b"</sheetData><mergeCells>" + merged + b"</mergeCells></worksheet>")


def document(body):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        space = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        packed.writestr(
            "word/document.xml", b'<w:document xmlns:w="%s"><w:body>%s</w:body></w:document>' % (space, body)
        )
    return target.getvalue()


def record(kind, content=b""):
    return struct.pack("<HH", kind, len(content)) + content


def older(texts, sheets=b"", again=1):
    """Return an .xls with these records of shared texts, and one sheet under `again` names."""
    begin, end = record(0x809, struct.pack("<HH12x", 0x600, 5)), record(10)
    names = [record(0x85, struct.pack("<IBBBB", 0, 0, 0, 1, 0) + b"s")] * again
    start = len(begin + texts + b"".join(names) + end)
    listed = b"".join(name[:4] + struct.pack("<I", start) + name[8:] for name in names)
    stream = begin + texts + listed + end + begin + sheets + end
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    count = len(stream) // 512
    tables = next(number for number in range(1, 110) if number * 128 >= count + 1 + number)
    sectors = [0xFFFFFFFD] * tables + [0xFFFFFFFE] + list(range(tables + 2, tables + 1 + count)) + [0xFFFFFFFE]
    sectors += [0xFFFFFFFF] * (tables * 128 - len(sectors))
    listing = list(range(tables)) + [0xFFFFFFFF] * (109 - tables)
    header = struct.pack(
        "<8s16x5H10xIIIIIIII109I", bytes.fromhex("d0cf11e0a1b11ae1"), 62, 3, 0xFFFE, 9, 6,
        tables, tables, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, *listing,
    )  # fmt: skip
    beside = 0xFFFFFFFF, 0xFFFFFFFF
    entries = b"".join(
        struct.pack("<64sHBxIII36xII4x", name.encode("utf-16-le"), 2 * len(name) + 2, kind, *beside, child, first, size)
        for name, kind, child, first, size in (
            ("Root Entry", 5, 1, 0xFFFFFFFE, 0),
            ("Workbook", 2, 0xFFFFFFFF, tables + 1, len(stream)),
        )
    )
    return header + struct.pack(f"<{len(sectors)}I", *sectors) + entries.ljust(512, b"\0") + stream


def many_pieces():
    """Return an .xls whose shared texts go on over a million records of one byte."""
    first = struct.pack("<IIHBI", 1, 1, 1, 4, 1_000_000) + b"a"
    return older(record(0xFC, first) + record(0x3C, b"x") * 1_000_000)


def overlapping_runs():
    """Return an .xls of which one text of 8,000 characters would become one of 160 million."""
    runs = b"".join(struct.pack("<HH", 0 if at % 2 else 8000, 0) for at in range(40_000))
    first = struct.pack("<IIHBH", 1, 1, 8000, 8, 40_000)
    return older(record(0xFC, first) + record(0x3C, b"\0" + b"a" * 8000) + b"".join(
        record(0x3C, runs[at : at + 8000]) for at in range(0, len(runs), 8000)
    ))  # fmt: skip


HOSTILE = {
    "bomb.xlsx": (lambda: sheet(b" " * 100_000_000), "files.too_large_unpacked"),
    "entities.xlsx": (lambda: sheet(b'<row r="1"><c r="A1" t="str"><v>&b;</v></c></row>', ENTITIES), "files.document_type"),
    "deep.xlsx": (lambda: sheet(b"<a>" * 1_000_000, tail=b""), "files.too_deep"),
    "wide.xlsx": (lambda: sheet(b'<row r="1"><c r="XFD1"><v>1</v></c></row>'), "files.too_many_columns"),
    "tall.xlsx": (lambda: sheet(b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), "files.too_many_rows"),
    "sparse.xlsx": (
        lambda: sheet(b"".join(b'<row r="%d"><c r="SF%d"><v>1</v></c></row>' % (at, at) for at in range(1, 9000))),
        "files.too_many_cells",
    ),
    "merged.xlsx": (
        lambda: sheet(b"", tail=b"</sheetData><mergeCells>" + b'<mergeCell ref="A1:XFD9"/>' * 20_000 + b"</mergeCells></worksheet>"),
        "files.too_many_merged",
    ),
    "truncated.xlsx": (lambda: sheet(b"")[:-600], "files.broken"),
    "circular.xls": (circular, "files.broken"),
    "protected.xlsx": (protected, "files.password"),
    "protected.xls": (locked_record, "files.password"),
    "truncated.xls": (lambda: (SENT / "production.xls").read_bytes()[:4000], "files.broken"),
    "columns.ods": (
        lambda: spreadsheet(b' office:value="', b' table:number-columns-repeated="1000000" office:value="'), "files.too_many_columns",
    ),
    "rows.ods": (lambda: spreadsheet(b"<table:table-row ", b'<table:table-row table:number-rows-repeated="1000000" '), None),
    "large.csv": (lambda: b"a,b\n" * 6_000_000, "files.too_large"),
    "wide.csv": (lambda: b"a" + b",b" * 1_000_000, "files.too_many_columns"),
    "spans.html": (lambda: b"<table><tr>" + b'<td rowspan="65000" colspan="1000">x' * 1000, "files.too_many_columns"),
    "deep.html": (lambda: b"<div>" * 500_000, "files.too_deep"),
    "open.html": (lambda: b"<" * 2_900_000, ""),
    "bomb.pdf": (pdf_bomb, None),
    "again.xlsx": (same_sheet_again, "files.too_many_cells"),
    "text.xlsx": (same_text_again, "files.too_much_text"),
    "styles.xlsx": (styles_again, "files.broken"),
    "runs.xlsx": (
        lambda: sheet(b'<row><c t="inlineStr"><is>' + b"<r><t>a</t></r>" * 900_000 + b"</is></c></row>"), "files.too_much_text",
    ),
    "elements.xlsx": (lambda: sheet(b"<a/>" * 3_000_001), "files.too_many_members"),
    "covering.xlsx": (merged_everywhere, ""),
    "merged.tall.xlsx": (
        lambda: sheet(row(1, "产品名称", "产量"), tail=b'</sheetData><mergeCells><mergeCell ref="B2:XFD9999999"/></mergeCells></worksheet>'), "",
    ),
    "heads.xlsx": (lambda: sheet(row(1, *["产品名称"] * 400) + row(2, "x", "y")), "reading.too_many_headers"),
    "years.csv": (("产品名称," + "2019年" * 20_000 + "\n铜材,1\n").encode, ""),
    "marks.csv": (("产品名称,产量\n" + ("①" * 60_000 + "x,1\n") * 5).encode, ""),
    "again.xls": (lambda: older(b"", again=150), "files.broken"),
    "pieces.xls": (many_pieces, "files.broken"),
    "overlapping.xls": (overlapping_runs, "files.broken"),
    "paragraphs.docx": (lambda: document(b"<w:tbl><w:tr><w:tc>" + b"<w:p/>" * 900_000 + b"</w:tc></w:tr></w:tbl>"), "files.too_much_text"),
    "tables.docx": (lambda: document(b"<w:tbl><w:tr><w:tc/></w:tr></w:tbl>" * 100_000), "files.too_many_tables"),
    "down.docx": (lambda: document(b"<w:tbl>%s</w:tbl>" % (b"<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr></w:tc></w:tr>" * 50_000)), ""),
    "down.html": (
        lambda: b"<table><tr>" + b'<td rowspan="65000">x' * 490 + b"<tr><td>x" * 30_000, "files.too_many_cells",
    ),
    "large.ods": (lambda: spreadsheet(b' office:value="', b' office:value="1e999999999'), "files.broken"),
    "spans.ods": (
        lambda: spreadsheet(b' office:value="', b' table:number-rows-spanned="999999999999" office:value="'), "",
    ),
}  # fmt: skip
READ_BOUNDED = """
import json, resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
from lcanalysis.definition import load_definition
from lcanalysis.errors import FaultsError
from lcanalysis.intake.recognising import read_for_plan
definition = load_definition(Path("data"))
for name in sys.argv[1:]:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    try:
        read_for_plan(Path(name), definition)
        key = ""
    except FaultsError as refused:
        key = refused.faults[0].key
    print(json.dumps([Path(name).name, key, resource.getrusage(resource.RUSAGE_SELF).ru_utime - before]), flush=True)
"""


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    """Read all hostile files in one process that may use 1 GiB of addresses, and return key and seconds of each."""
    pytest.importorskip("resource", reason="bounds of memory are POSIX")
    folder = tmp_path_factory.mktemp("hostile")
    for name, (make, _) in HOSTILE.items():
        (folder / name).write_bytes(make())
    command = [sys.executable, "-c", READ_BOUNDED, *(str(folder / name) for name in HOSTILE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=SENT.parent.parent)
    assert done.returncode == 0, done.stderr[-2000:]
    return {name: (key, seconds) for name, key, seconds in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_bounded_memory_and_time(verdicts, name):
    key, seconds = verdicts[name]
    expected = HOSTILE[name][1]
    assert key.startswith("files.") if expected is None else key == expected
    # A bound for a machine ten times slower than an ordinary one: what explodes takes minutes.
    assert seconds < 20
