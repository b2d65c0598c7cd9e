"""The cells of a notebook as a page takes them: prose of one language, parameters, code and outputs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain, takewhile
from typing import Any, Final

import nbformat

from lcanalysis.errors import PageError
from lcanalysis.exhibits import ANSWER, EXHIBIT_MIME
from lcanalysis.notebooks.parameter_cell import PARAMETERS, Assignment, NotPythonError, assignments
from lcanalysis.wording import LANGUAGES, Lang, require_lang, say

INJECTED: Final = "injected-parameters"
# Papermill marks a failed notebook with cells of its own; the page says it in its own words.
ERROR_MARK: Final = "papermill-error-cell-tag"
WORDS: Final = "words"
"""Tag of a cell that holds sentences, not analysis: pages do not show its code."""
FRONT: Final = "front"
"""Tag of the title of a notebook that makes a first page: its answer is the headline, and it has no contents and no code."""
BESIDE: Final = "beside"
"""Tag of a cell whose exhibits stand beside those of the cell before, where there is room."""
DETAIL: Final = "detail"
"""Tag of a title, or of a cell with exhibits, that not every reader wants: it goes to the annex, folded on the page."""
ANNEX: Final = "annex"
"""Tag of the title of the annex, which stands in no notebook: `shown_cells` puts it before the details."""
CHECK: Final = "check"
"""Tag of a cell that holds the results to what must be true of them, and shows nothing."""
_MARKS: Final = re.compile(r"^(#+)(?= )", flags=re.MULTILINE)


def tags_of(cell: nbformat.NotebookNode) -> list[str]:
    """Return the tags of a cell."""
    return list(cell.metadata.get("tags", []))


def cells_of(notebook: nbformat.NotebookNode | None) -> list[nbformat.NotebookNode]:
    """Return the cells of a notebook; none if there is no notebook, as of a run of which nothing could be kept."""
    return [] if notebook is None else list(notebook.cells)


def is_front(notebook: nbformat.NotebookNode | None) -> bool:
    """Return whether a notebook makes a first page."""
    return any(FRONT in tags_of(cell) for cell in cells_of(notebook))


def is_executed(notebook: nbformat.NotebookNode) -> bool:
    """Return whether any code of a notebook was run; true as well if it has no code."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    return not code or any(cell.get("outputs") or cell.get("execution_count") is not None for cell in code)


def failed_cell(notebook: nbformat.NotebookNode) -> tuple[int, nbformat.NotebookNode] | None:
    """Return the cell at which a notebook failed, with its number among the cells of code; None if none failed.

    It can fail without showing an error: papermill then marks where it stopped.
    """
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    failed = [(number, cell) for number, cell in enumerate(code, start=1) if _errors(cell) or _is_stopped(cell)]
    return failed[-1] if failed else None


def error_of(notebook: nbformat.NotebookNode) -> str:
    """Return the message of the error at which a notebook failed, in one line; "" if it shows none."""
    failed = failed_cell(notebook)
    errors = _errors(failed[1]) if failed else []
    return next((f"{error.ename}: {error.evalue}".splitlines()[0] for error in errors), "")


def _errors(cell: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [output for output in cell.get("outputs", ()) if output.output_type == "error"]


def _is_stopped(cell: nbformat.NotebookNode) -> bool:
    return bool(cell.metadata.get("papermill", {}).get("exception"))


def page_lang(notebook: nbformat.NotebookNode | None) -> Lang:
    """Return the language a notebook ran in: its parameter `lang`, else Chinese."""
    return require_lang(str(next((item.value for item in parameters_of(notebook) if item.name == "lang"), "zh")))


def shown_cells(notebook: nbformat.NotebookNode | None, lang: str) -> list[nbformat.NotebookNode]:
    """Return the cells of the page in `lang`: no other language's prose, no parameters, no marks of a failure.

    The answers stand in a cell of their own below the title, wherever the notebook computed them, and the details in
    an annex at the end: a title with the tag `detail` with all below it up to the next title of its rank, or one cell. A title
    below which nothing was shown is left out.
    """
    others = {f"lang-{other}" for other in LANGUAGES if other != lang}
    kept = []
    for cell in cells_of(notebook):
        tags = set(tags_of(cell))
        if not tags & {PARAMETERS, INJECTED, ERROR_MARK} and not (cell.cell_type == "markdown" and tags & others):
            kept.append(cell)
    return _details_last(_without_empty(_answers_first(kept)), lang)


def _answers_first(cells: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    answers = [output for cell in cells for output in cell.get("outputs", []) if is_answer(output)]
    if not answers:
        return cells
    rest = [_without_answers(cell) for cell in cells]
    title = next((at for at, cell in enumerate(rest) if cell.cell_type == "markdown"), -1)
    first = _cell("code", "", outputs=answers)
    return [*rest[: title + 1], first, *rest[title + 1 :]]


def _cell(kind: str, source: str, *tags: str, **others: Any) -> nbformat.NotebookNode:
    """Return a cell that stands in no notebook, and is therefore not held to the format of notebooks."""
    metadata: nbformat.NotebookNode = nbformat.NotebookNode(tags=list(tags))  # type: ignore[no-untyped-call]
    cell: nbformat.NotebookNode = nbformat.NotebookNode(  # type: ignore[no-untyped-call]
        cell_type=kind, source=source, metadata=metadata, execution_count=None, **others
    )
    return cell


def _without_empty(cells: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """Return the cells without the titles whose code, of a notebook that was run, showed nothing."""
    if not any(cell.get("outputs") for cell in cells):
        return cells
    return [cell for at, cell in enumerate(cells) if not _is_empty(cell, cells[at + 1 :])]


def _is_empty(title: nbformat.NotebookNode, after: list[nbformat.NotebookNode]) -> bool:
    rank = rank_of(title)
    if rank < 2:
        return False
    below = [title, *takewhile(lambda cell: not 0 < rank_of(cell) <= rank, after)]
    has_code = any(cell.cell_type == "code" for cell in below)
    if DETAIL not in tags_of(title):
        below = [cell for cell in below if DETAIL not in tags_of(cell)]  # those go to the annex without it
    prose = [cell for cell in below if cell.cell_type == "markdown"]
    has_text = any(not rank_of(cell) or "\n" in cell.source.strip() for cell in prose)
    return has_code and not has_text and not _says_something(below)


def _details_last(cells: list[nbformat.NotebookNode], lang: str) -> list[nbformat.NotebookNode]:
    kept, parts, rank = list[nbformat.NotebookNode](), list[list[nbformat.NotebookNode]](), 0
    for cell in cells:
        own, is_marked = rank_of(cell), DETAIL in tags_of(cell)
        if own and (not rank or own <= rank):
            rank = own if is_marked else 0
            parts += [[]] if rank else []
        if rank:
            # Below the title of the annex, which has the second rank.
            parts[-1].append(_lowered(cell, 3 - rank))
        elif is_marked:
            parts.append([cell])
        else:
            kept.append(cell)
    if not any(details := [part for part in parts if _says_something(part)]):
        return kept
    title = _cell("markdown", f"## {say('page.annex', lang)}", ANNEX)
    return [*kept, title, *chain.from_iterable(details)]


def _says_something(cells: list[nbformat.NotebookNode]) -> bool:
    """Return whether cells show more than a title: what their code makes, or prose where no code was to show anything."""
    code = [cell for cell in cells if cell.cell_type == "code" and CHECK not in tags_of(cell)]
    if code:
        return any(cell.get("outputs") for cell in code)
    return any(cell.source.strip().partition("\n")[2] for cell in cells)


def rank_of(cell: nbformat.NotebookNode) -> int:
    """Return the rank of the title that a cell begins with; zero if it begins with none."""
    found = _MARKS.match(cell.source) if cell.cell_type == "markdown" else None
    return len(found[1]) if found else 0


def _lowered(cell: nbformat.NotebookNode, by: int) -> nbformat.NotebookNode:
    """Return a cell with its titles `by` ranks lower."""
    if cell.cell_type != "markdown" or by < 1:
        return cell
    lower: nbformat.NotebookNode = nbformat.from_dict(  # type: ignore[no-untyped-call]
        {**cell, "source": _MARKS.sub(lambda found: "#" * by + found[1], cell.source)}
    )
    return lower


def _without_answers(cell: nbformat.NotebookNode) -> nbformat.NotebookNode:
    outputs = cell.get("outputs", [])
    kept = [output for output in outputs if not is_answer(output)]
    if len(kept) == len(outputs):
        return cell
    rest: nbformat.NotebookNode = nbformat.NotebookNode({**cell, "outputs": kept})  # type: ignore[no-untyped-call]
    return rest


def parameters_of(notebook: nbformat.NotebookNode | None) -> list[Assignment]:
    """Return the parameters a notebook ran with, in the order of its parameters cell.

    Values that papermill injected replace the declared ones. Whatever is no literal is passed over, so that a page can be
    made of any notebook, not only of ours.
    """
    found: dict[str, Assignment] = {}
    for tag in (PARAMETERS, INJECTED):
        for cell in cells_of(notebook):
            if cell.cell_type == "code" and tag in tags_of(cell):
                for item in _assignments(cell.source):
                    found[item.name] = replace(found.get(item.name, item), value=item.value)
    return list(found.values())


def _assignments(source: str) -> list[Assignment]:
    try:
        return [line for line in assignments(source) if isinstance(line, Assignment)]
    except NotPythonError:
        return []


def exhibit_of(output: Any) -> dict[str, Any] | None:
    """Return the JSON of a bilingual exhibit that an output shows; None if it shows none."""
    found = output.get("data", {}).get(EXHIBIT_MIME)
    return found if isinstance(found, dict) else None


def shown_in(exhibit: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Return what an exhibit shows in `lang`.

    Raises `PageError` if it is a chart that was drawn in another language only.
    """
    if exhibit.get("drawn", lang) != lang:
        raise PageError("page.drawn_in_another_language", exhibit=exhibit["id"], drawn=exhibit["drawn"], wanted=lang)
    shown: dict[str, Any] = exhibit[lang]
    return shown


def is_answer(output: Any) -> bool:
    """Whether an output is the answer of the page."""
    exhibit = exhibit_of(output)
    return exhibit is not None and exhibit.get("role") == ANSWER


def has_nothing_to_say(notebook: nbformat.NotebookNode | None) -> bool:
    """Whether the answer of a page is that there is nothing to tell."""
    outputs = (output for cell in cells_of(notebook) for output in cell.get("outputs", []))
    return any((exhibit_of(output) or {}).get("is_nothing", False) for output in outputs)


def answer_markdown(notebook: nbformat.NotebookNode | None, lang: str) -> str:
    """Return the Markdown of the answer of a page; empty if it has none."""
    for cell in shown_cells(notebook, lang):
        for exhibit in map(exhibit_of, cell.get("outputs", [])):
            if exhibit is not None and exhibit.get("role") == ANSWER:
                return str(exhibit[lang]["markdown"])
    return ""


def joined(text: Any) -> str:
    """Return a text of a notebook, which may be kept as a list of lines; empty if it is none."""
    return "".join(text) if isinstance(text, list) else text if isinstance(text, str) else ""
