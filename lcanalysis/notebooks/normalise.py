"""Executed notebooks without what differs from one run to the next: times, random ids, addresses."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

import nbformat
from nbformat import NotebookNode

from lcanalysis.notebooks.notebook_cells import ERROR_MARK, INJECTED, tags_of

SVG: Final = "image/svg+xml"
PNG: Final = "image/png"
WIDGETS: Final = frozenset({"application/vnd.jupyter.widget-view+json", "application/vnd.jupyter.widget-state+json"})
TEXTS: Final = frozenset({"text/plain", "text/html", "text/markdown"})
CHANCES: Final = (
    (" 0x", re.compile(r"\bat 0x[0-9a-fA-F]{6,16}\b"), "at 0x..."),
    ("ipykernel_", re.compile(r"(?<!\S)\S*ipykernel_\d+/\d+\.py"), "<cell>"),
)
"""What differs by chance, each with the text that stands for it, and a sign that is quickly looked for in a long drawing."""


def normalise(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a copy of an executed notebook that is the same for the same inputs and versions.

    Papermill's and nbclient's times and paths are dropped, cells that papermill added get fixed ids, parts
    of one stream that came in pieces are joined, and object addresses in text outputs are masked. What the
    notebook computed stays as it is.
    """
    result = copied(notebook)
    for name in ("papermill", "widgets"):
        result.metadata.pop(name, None)
    for number, cell in enumerate(result.cells):
        _normalise_cell(cell, number)
    return result


def copied(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a copy of a notebook whose cells, outputs and metadata can be changed; what an output shows is shared.

    The JSON of exhibits is most of a notebook, and to copy it takes longer than to make a page.
    """

    def copy(node: Any) -> Any:
        if isinstance(node, Mapping):
            return NotebookNode((name, value if name == "data" else copy(value)) for name, value in node.items())  # type: ignore[no-untyped-call]
        return [copy(one) for one in node] if isinstance(node, list) else node

    made: nbformat.NotebookNode = copy(notebook)
    for cell in made.cells:
        for output in cell.get("outputs", []):
            if "data" in output:
                output["data"] = NotebookNode(output["data"])  # type: ignore[no-untyped-call]
    return made


def drop_pixels(notebook: nbformat.NotebookNode) -> None:
    """Drop the pixels of charts that are there as drawings: they were for documents."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            about = output.get("metadata", {})
            if SVG in output.get("data", {}) and "crop" in about.get(PNG, {}):
                del output.data[PNG], about[PNG]


def notebook_bytes(notebook: nbformat.NotebookNode) -> bytes:
    """Return the file of a notebook: a line for each cell, sorted keys, UTF-8, one line feed at the end.

    Python writes JSON three times as fast without indents.
    """
    about = {name: value for name, value in notebook.items() if name != "cells"}
    cells = ",\n".join(map(_json, notebook.cells))
    return f'{{"cells": [\n{cells}\n],\n{_json(about)[1:]}\n'.encode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _normalise_cell(cell: nbformat.NotebookNode, number: int) -> None:
    for name in ("papermill", "execution"):
        cell.metadata.pop(name, None)
    tags = tags_of(cell)
    if INJECTED in tags:
        cell["id"] = INJECTED
    elif ERROR_MARK in tags:
        cell["id"] = f"failure-{number}"
    if cell.cell_type == "code":
        cell.outputs = [_normalise_output(output) for output in _join_streams(cell.outputs)]


def _join_streams(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    joined: list[nbformat.NotebookNode] = []
    for output in outputs:
        last = joined[-1] if joined else {}
        if output.output_type == "stream" and last.get("output_type") == "stream" and last["name"] == output.name:
            joined[-1]["text"] = _text(joined[-1]["text"]) + _text(output.text)
        else:
            joined.append(output)
    return joined


def _normalise_output(output: nbformat.NotebookNode) -> nbformat.NotebookNode:
    if output.output_type == "stream":
        output.text = _masked(_text(output.text))
    elif output.output_type == "error":
        output.evalue = _masked(output.evalue)
        output.traceback = [_masked(line) for line in output.traceback]
    else:
        for mime in list(output.data):
            if mime in WIDGETS:
                del output.data[mime]
            elif mime in TEXTS:
                output.data[mime] = _masked(_text(output.data[mime]))
    return output


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "".join(value)


def _masked(text: str) -> str:
    for sign, pattern, mask in CHANCES:
        text = pattern.sub(mask, text) if sign in text else text
    return text
