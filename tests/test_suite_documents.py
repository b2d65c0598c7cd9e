"""Editions in other formats than pages, made by the real job from tiny notebooks: kept, redone, failed."""

import io
import json
from pathlib import Path

import openpyxl
import pytest
from document_text import open_word, text_of
from runner_project import make_project, write_suite

from lcanalysis.runner.request import Request
from lcanalysis.runner.suite import RunsFailedError, brief

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("warm")]

GOOD = """
import lcanalysis as lc
revenue = lc.series(lc.load(data), "revenue", "cluster").to_frame("value")
lc.table("rows", revenue, title=lc.words("营业收入", "Revenue"), source=lc.words("规划", "The plan"))"""
RUNS = "runs:\n  - {id: good, notebook: good.ipynb}\n"
BAD = "  - {id: bad, notebook: bad.ipynb}\n"


def suite_of(*formats: str, more: str = "") -> str:
    return f"languages: [en]\nformats: [{', '.join(formats)}]\n{RUNS}{more}"


def manifest_of(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def test_documents_follow_the_declared_formats_and_are_kept_with_their_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    make_project(tmp_path, suite_of("html", "docx", "xlsx"), good=GOOD)
    made = brief(Request(jobs=1))
    outputs = manifest_of(made.folder)["outputs"]
    assert {"good.en.html", "good.en.docx", "good.ipynb", "tables.xlsx"} <= outputs.keys()
    assert manifest_of(made.folder)["runs"][0]["outputs"] == ["good.en.docx", "good.en.html", "good.ipynb"]
    first = {path.name: path.read_bytes() for path in made.folder.iterdir() if path.name in outputs}
    book = openpyxl.load_workbook(io.BytesIO(first["tables.xlsx"]))
    assert book.sheetnames == ["Contents", "good Table 1"]
    again = brief(Request(jobs=1))
    assert again.reused == 1
    assert {path.name: path.read_bytes() for path in again.folder.iterdir() if path.name in outputs} == first
    # What is missing is made again; what is no longer wanted goes.
    (made.folder / "good.en.docx").unlink()
    assert [reason.key for reason in brief(Request(jobs=1)).reasons.values()] == ["runner.why_files"]
    assert (made.folder / "good.en.docx").read_bytes() == first["good.en.docx"]
    write_suite(tmp_path, suite_of("html"))
    assert [reason.key for reason in brief(Request(jobs=1)).reasons.values()] == ["runner.why_edition"]
    assert not [path for path in made.folder.iterdir() if path.suffix in {".docx", ".xlsx"}]


def test_a_failed_run_has_a_document_that_says_so_and_the_others_are_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    make_project(tmp_path, suite_of("html", "docx", "xlsx", more=BAD), good=GOOD, bad="1 / 0")
    with pytest.raises(RunsFailedError):
        brief(Request(jobs=1))
    (folder,) = (path.parent for path in (tmp_path / "editions").glob("*/manifest.json"))
    said = text_of(open_word((folder / "bad.en.docx").read_bytes()).element.body)
    assert "This run did not finish" in said
    assert "ZeroDivisionError" in said
    assert openpyxl.load_workbook(folder / "tables.xlsx").sheetnames == ["Contents", "good Table 1"]


def test_a_pdf_is_made_where_the_extra_is(tmp_path, monkeypatch):
    pytest.importorskip("typst", reason="PDF is an extra")
    monkeypatch.chdir(tmp_path)
    make_project(tmp_path, suite_of("html", "pdf"), good=GOOD)
    folder = brief(Request(jobs=1)).folder
    assert (folder / "good.en.pdf").read_bytes().startswith(b"%PDF-")
    assert '<a href="good.en.pdf">PDF</a>' in (folder / "good.en.html").read_text(encoding="utf-8")
