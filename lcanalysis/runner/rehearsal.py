"""One small page made before any run: what is the same for every page is then made once, and not in each fork.

The first page of a process compiles the notebook format's schema, the templates and the patterns of Markdown, and
reads the catalogues; that takes a fifth of what a run takes beyond its own cells. The usual letters of charts are
outlined as well. All of it follows from the program's own files. Nothing of a plan folder is read here: whatever a run
reads must be noted as its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, Final

import nbformat.v4
from nbformat import NotebookNode
from papermill.iorw import load_notebook_node
from PIL import Image

from lcanalysis.briefing.finished import finish_run
from lcanalysis.briefing.masthead import Edition
from lcanalysis.briefing.run_record import RunTitle
from lcanalysis.charts.style import styled
from lcanalysis.charts.svg import outline_letters
from lcanalysis.definition import PlanTitle
from lcanalysis.wording import CATALOGUES, LANGUAGES, Lang, load_catalogue

_SVG: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path id="p" style="fill: #000" d="M0 0h1"/></svg>'
)
_TABLE: Final = "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
_PROSE: Final = "# a\n\n**a** *b* `c` [d](#d)\n\n## e\n\n- f\n- g\n\n| h |\n| - |\n| i |\n"


def rehearse() -> None:
    """Make a page of a made-up notebook in each language, and drop it."""
    for lang in LANGUAGES:
        catalogues = {path.stem: load_catalogue(path.stem, lang) for path in sorted((CATALOGUES / lang).glob("*.po"))}
        with suppress(OSError):  # a font that is missing is told by the page that needs it
            _prepare_charts(lang, [texts for name, texts in catalogues.items() if name.startswith("charts")])
        finish_run(RunTitle("rehearsal", lang, "rehearsal.ipynb"), _notebook(lang), _edition())


def _prepare_charts(lang: Lang, catalogues: Iterable[Mapping[str, str]]) -> None:
    """Have all settings of a chart checked, and the letters of the catalogues outlined."""
    with styled(lang):
        Image.preinit()
    outline_letters("".join(text for catalogue in catalogues for text in catalogue.values()))


def _edition() -> Edition:
    title = PlanTitle(
        id="rehearsal", title_zh="a", title_en="a", publisher_zh="a", publisher_en="a", published_on="2000-01-01",
        area="a", base_period="2000", due_period="2001",
    )  # fmt: skip
    return Edition("rehearsal", title, ("2000-01",), {"python": "3"}, formats=("html", "docx"))


def _notebook(lang: Lang) -> NotebookNode:
    """Return an executed notebook that shows one of each kind of output."""
    v4: Any = nbformat.v4
    shown: list[dict[str, Any]] = [
        {"text/plain": "a", "text/markdown": "**a**"},
        {"text/plain": "a", "text/html": _TABLE},
        {"text/plain": "a", "image/svg+xml": _SVG},
    ]
    about = {"image/svg+xml": {"alt": "a chart", "caption": "a", "source": "b", "notes": ["c"], "crop": [0, 1]}}
    outputs = [v4.new_output("display_data", data, metadata=about if _SVG in data.values() else {}) for data in shown]
    cells = [
        v4.new_markdown_cell(_PROSE),
        v4.new_code_cell(f'lang: str = "{lang}"  # [a] b', metadata={"tags": ["parameters"]}),
        v4.new_code_cell("1", outputs=[*outputs, v4.new_output("stream", name="stdout", text="a")]),
    ]
    notebook: NotebookNode = load_notebook_node(v4.new_notebook(cells=cells))
    return notebook
