"""An executed notebook in another language, made from exhibits that carry both: nothing is run again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import nbformat
from nbformat import NotebookNode

from lcanalysis.exhibits import EXHIBIT_MIME, passage_html, strip_html, strip_text, table_html, table_text
from lcanalysis.notebooks.normalise import PNG, SVG, copied
from lcanalysis.notebooks.notebook_cells import INJECTED, cells_of, exhibit_of, tags_of

_LANG: Final = re.compile(r"^lang = .*$", re.MULTILINE)


def speaks(notebook: nbformat.NotebookNode | None, lang: str) -> bool:
    """Return whether everything that an executed notebook shows can be shown in `lang`.

    An output that is no exhibit, such as a DataFrame or what a cell printed, is in the language it was made in.
    """
    shown = [exhibit_of(output) for cell in cells_of(notebook) for output in cell.get("outputs", [])]
    return notebook is not None and all(exhibit is not None and lang in exhibit for exhibit in shown)


def in_language(notebook: nbformat.NotebookNode, lang: str) -> nbformat.NotebookNode:
    """Return an executed notebook as if it had been executed in `lang`, without the drawings of other languages.

    Its injected parameter `lang` and the forms in which JupyterLab shows an exhibit are those of `lang`. An output that
    does not carry `lang` stays as it is.
    """
    made = copied(notebook)
    for cell in made.cells:
        if INJECTED in tags_of(cell):
            cell.source = _LANG.sub(f'lang = "{lang}"', cell.source)
        for output in cell.get("outputs", []):
            exhibit = exhibit_of(output)
            if exhibit is not None:
                own = NotebookNode(  # type: ignore[no-untyped-call]
                    (name, _without_drawing(shown, is_own=name == lang)) for name, shown in exhibit.items()
                )
                output.data[EXHIBIT_MIME] = own
                _show(output, own, lang, exhibit.get(lang, {}).get("drawing"))
    return made


def _without_drawing(shown: Any, *, is_own: bool) -> Any:
    dropped = {"drawing"} if is_own else {"drawing", "widths"}
    if not isinstance(shown, Mapping) or not dropped & shown.keys():
        return shown
    return NotebookNode((name, value) for name, value in shown.items() if name not in dropped)  # type: ignore[no-untyped-call]


def _show(output: Any, exhibit: dict[str, Any], lang: str, drawing: Mapping[str, str] | None) -> None:
    shown = exhibit.get(lang)
    if shown is None:
        return
    if exhibit["kind"] == "table":
        output.data |= {"text/html": table_html(shown, lang), "text/plain": table_text(shown)}
    elif exhibit["kind"] == "strip":
        output.data |= {"text/html": strip_html(shown, lang, is_page=False), "text/plain": strip_text(shown)}
    elif exhibit["kind"] == "text":
        output.data |= {"text/html": passage_html(shown["markdown"], lang), "text/plain": shown["markdown"]}
    elif drawing is not None:
        exhibit["drawn"] = lang
        output.data |= drawing
        about = {name: value for name, value in shown.items() if name != "widths"}
        output.metadata |= {mime: about for mime in (SVG, PNG) if mime in drawing}
