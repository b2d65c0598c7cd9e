"""How much a notebook may show: output beyond a limit is cut, and the cell says how much is left out.

A page is read by people. A notebook that prints a whole table, or prints without end, must cost neither the memory of
the machine nor the time of the run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from nbformat import NotebookNode
from nbformat.v4 import new_output

from lcanalysis.notebooks.notebook_cells import page_lang
from lcanalysis.number_format import format_number
from lcanalysis.wording import Lang, preferred_lang, say

MOST_TEXT: Final = 200_000
"""Characters of plain text that a notebook may show: a hundred printed pages."""
MOST_RICH: Final = 40_000_000
"""Characters of charts, tables and other rich results that a notebook may show."""
MOST_SHOWN: Final = 1_000
"""Outputs that a notebook may show."""
LONGEST_MESSAGE: Final = 1_000
LONGEST_TRACEBACK: Final = 20_000
"""Characters of an error; what failed is always told, whatever was shown before."""


@dataclass(slots=True)
class OutputLimits:
    """What a notebook may still show, and what was left out of the cell that runs."""

    text: int = MOST_TEXT
    rich: int = MOST_RICH
    shown: int = MOST_SHOWN
    left_out: int = field(default=0, init=False)

    def bounded(self, message: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return a message of a kernel with no more than may still be shown; None if nothing of it may be."""
        kind, content = message["msg_type"], message["content"]
        if kind == "error":
            return {**message, "content": _short_error(content)}
        if kind == "stream":
            kept = self.cut(content["text"])
            return {**message, "content": {**content, "text": kept}} if kept else None
        if kind in {"display_data", "execute_result", "update_display_data"}:
            return self._result(message)
        if kind.startswith("comm"):  # the state of a widget, of which a page shows nothing
            self.rich -= _size(content)
            return message if self.rich >= 0 else None
        return message

    def cut(self, text: str) -> str:
        """Return as much of a plain text as may still be shown, and count the rest."""
        kept = text[: self.text]
        self.text -= len(kept)
        self.left_out += len(text) - len(kept)
        return kept

    def note(self, cell: NotebookNode, notebook: NotebookNode) -> None:
        """Let a cell say how much of its output was left out, if anything was, and begin anew for the next cell."""
        if self.left_out:
            lang = lang_of(notebook)
            text = say("runner.left_out", lang, count=format_number(self.left_out, 0, lang))
            data = {"text/plain": text, "text/markdown": f"**{text}**"}
            cell.outputs.append(new_output("display_data", data))  # type: ignore[no-untyped-call]
            self.left_out = 0

    def _result(self, message: Mapping[str, Any]) -> Mapping[str, Any] | None:
        content = message["content"]
        data, size = content["data"], _size(content["data"])
        self.shown -= 1
        if self.shown < 0:
            self.left_out += size
            return None
        if data.keys() == {"text/plain"}:
            kept = self.cut(str(data["text/plain"]))
            return {**message, "content": {**content, "data": {"text/plain": kept}}} if kept else None
        if size > self.rich:
            self.left_out += size
            return None
        self.rich -= size
        # nbclient makes a node of each part of what is shown, unless the whole is one.
        return {**message, "content": {**content, "data": NotebookNode(data)}}  # type: ignore[no-untyped-call]


def _short_error(content: Mapping[str, Any]) -> dict[str, Any]:
    message, lines = str(content["evalue"]), [str(line) for line in content["traceback"]]
    if sum(map(len, lines)) > LONGEST_TRACEBACK:
        lines = ["\n".join(lines)[-LONGEST_TRACEBACK:]]
    return {**content, "evalue": message[:LONGEST_MESSAGE], "traceback": lines}


def _size(value: Any) -> int:
    """Return the characters of all texts in a JSON value."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(map(_size, value.values()))
    return sum(map(_size, value)) if isinstance(value, (list, tuple)) else 1


def lang_of(notebook: NotebookNode) -> Lang:
    """Return the language of a notebook's page; the reader's for a notebook in another language."""
    try:
        return page_lang(notebook)
    except ValueError:
        return preferred_lang()
