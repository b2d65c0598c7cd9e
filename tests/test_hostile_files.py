"""Files that would do harm are refused within a second or two and within bounded memory."""

import io
import json
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
        lambda: spreadsheet(b"<table:table-cell ", b'<table:table-cell table:number-columns-repeated="1000000" '), "files.too_many_columns",
    ),
    "rows.ods": (lambda: spreadsheet(b"<table:table-row ", b'<table:table-row table:number-rows-repeated="1000000" '), None),
    "large.csv": (lambda: b"a,b\n" * 6_000_000, "files.too_large"),
    "wide.csv": (lambda: b"a" + b",b" * 1_000_000, "files.too_many_columns"),
    "spans.html": (lambda: b"<table><tr>" + b'<td rowspan="65000" colspan="1000">x' * 1000, "files.too_many_columns"),
    "deep.html": (lambda: b"<div>" * 500_000, "files.too_deep"),
    "open.html": (lambda: b"<" * 2_900_000, ""),
    "bomb.pdf": (pdf_bomb, None),
}  # fmt: skip
READ_BOUNDED = """
import json, resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
from lcanalysis.errors import FaultsError
from lcanalysis.intake.files import read_workbook
for name in sys.argv[1:]:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    try:
        read_workbook(Path(name))
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
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return {name: (key, seconds) for name, key, seconds in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_bounded_memory_and_time(verdicts, name):
    key, seconds = verdicts[name]
    expected = HOSTILE[name][1]
    assert key.startswith("files.") if expected is None else key == expected
    # A bound for a machine ten times slower than an ordinary one: what explodes takes minutes.
    assert seconds < 20
