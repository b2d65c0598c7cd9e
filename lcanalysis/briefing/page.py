"""The nbconvert exporter `lcbriefing`: ``jupyter nbconvert --to lcbriefing notebook.ipynb``."""

from __future__ import annotations

from typing import Any

import nbformat
from nbconvert.exporters import Exporter
from nbconvert.utils.exceptions import ConversionException
from traitlets import Bool, default

from lcanalysis.briefing.masthead import Edition
from lcanalysis.briefing.rendering import render_page
from lcanalysis.errors import UsageError
from lcanalysis.notebooks.notebook_cells import error_of, is_executed


class NotExecutedError(UsageError, ConversionException):
    """A notebook has code and was never run: its page would hold no results."""


class BriefingExporter(Exporter):
    """Makes the page of a notebook, as an edition holds it.

    A notebook of an edition carries in its metadata, under ``lcanalysis``, what header and footer say; any
    other makes a page that stands alone. ``resources["lcanalysis"]`` overrides the metadata.
    ``--BriefingExporter.with_code=True`` shows the code too.
    """

    with_code = Bool(default_value=False, help="Show the code of the notebook, folded.").tag(config=True)

    output_mimetype = "text/html"
    export_from_notebook = "lcbriefing"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    # nbconvert types the root of its exporters too narrowly: every one that makes a file returns its text.
    def from_notebook_node(  # type: ignore[override]
        self, nb: nbformat.NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page and the resources, after nbconvert's own preprocessors (``--execute``).

        The page of a notebook that shows an error says first that it is not complete, and why.
        Raises `NotExecutedError` if no cell of the notebook was run.
        """
        executed, given = super().from_notebook_node(nb, resources, **kw)
        about = {**executed.metadata.get("lcanalysis", {}), **given.get("lcanalysis", {})}
        edition = about.get("edition")
        name = about.get("run") or given.get("metadata", {}).get("name") or "notebook"
        if edition is None and not is_executed(executed):
            raise NotExecutedError("page.not_executed", name=name)
        described = Edition.from_metadata(edition) if edition else None
        html = render_page(
            executed,
            run_id=name,
            lang=about.get("lang"),
            edition=described,
            siblings=about.get("siblings", ()),
            error=about.get("error") or error_of(executed),
            with_code=self.with_code or (described is not None and described.with_code),
        )
        return html, given
