"""What pages and documents say, as plain text, read by parsers that share nothing with those that wrote them."""

import io
import os
import re
import shutil
import subprocess
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import docx
import pytest

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARK = re.compile(r"^(?:\N{BULLET}\s|\d+\.\s)")
NUMBER = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+\. )")


class _Main(HTMLParser):
    """Takes the text of a page's main part: what is folded too, but for code, and for the handle of a lone exhibit."""

    def __init__(self, page: str):
        super().__init__()
        self.parts, self.inside, self.folds, self.handle = [], False, [], ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag == "main":
            self.inside = True
        elif tag == "details":
            self.folds.append(dict(attrs).get("class"))
        elif tag == "summary":
            self.handle = "words"
        elif self.handle and tag.startswith("h"):
            self.handle = "title"

    def handle_endtag(self, tag):
        if tag == "main":
            self.inside = False
        elif tag == "details":
            self.folds.pop()
        elif tag == "summary":
            self.handle = ""

    def handle_data(self, data):
        if self.inside and "code" not in self.folds and self.handle != "words":
            self.parts.append(data)


def bare(text: str) -> str:
    """Return a text without white space and the points between joined lines, which layouts add and take away."""
    return "".join(text.replace(" · ", " ").split())


def page_text(page: str) -> str:
    return bare("".join(_Main(page).parts))


def open_word(content: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(content))


def text_of(element) -> str:
    """Return the text of an element of a Word document, fields included."""
    signs = {f"{W}t": None, f"{W}br": "\n", f"{W}tab": "\t"}
    return "".join(signs[part.tag] or part.text or "" for part in element.iter() if part.tag in signs)


def word_text(content: bytes) -> str:
    """Return what a Word document says between its subtitle and its colophon, without numbers of headings and items."""
    parts = []
    for block in open_word(content).iter_inner_content():
        if isinstance(block, docx.table.Table):
            parts.append(text_of(block._tbl))
            continue
        text, style = text_of(block._p), block.style.name
        if style.startswith("Heading"):
            text = NUMBER.sub("", text)
        elif style in {"Indented Text", "Annex Text"}:
            text = MARK.sub("", text)
        # A picture without pixels is told in words, which a page has where they are not seen.
        parts.append("" if style in {"Subtitle", "Figure"} else text)
    return bare("".join(parts))


def part_of(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return opened.read(name).decode()


def require_program(name: str) -> str:
    """Return the path of a program of this machine; skip the test without it, unless all must be there."""
    found = shutil.which(name)
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{name} is not installed")
        pytest.skip(f"{name} is not installed")
    return found


def converted(path: Path, kind: str, folder: Path) -> Path:
    """Return a file as LibreOffice converts it, with a profile of its own."""
    return all_converted([path], kind, folder)[0]


def all_converted(paths: list[Path], kind: str, folder: Path) -> list[Path]:
    """Return files of different names as LibreOffice converts them, all in one process."""
    program = require_program("soffice")
    assert all(path.is_file() for path in paths), "LibreOffice waits forever for a file that is not there"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", kind, "--outdir", str(folder), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    made = [folder / f"{path.stem}.{kind.partition(':')[0]}" for path in paths]
    assert all(path.is_file() for path in made), done.stdout + done.stderr
    return made
