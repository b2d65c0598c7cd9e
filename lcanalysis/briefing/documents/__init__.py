"""A run as a document: one list of headings, paragraphs, tables and figures, and a writer for each format."""

from __future__ import annotations

from nbformat import NotebookNode

from lcanalysis.briefing.documents.from_notebook import read_document
from lcanalysis.briefing.documents.portable import pdf_bytes
from lcanalysis.briefing.documents.word import word_bytes
from lcanalysis.briefing.masthead import Edition, document_name

_WRITERS = {"docx": word_bytes, "pdf": pdf_bytes}


def document_files(
    notebook: NotebookNode | None, run_id: str, lang: str, edition: Edition, error: str = ""
) -> dict[str, bytes]:
    """Return the documents that an edition has of a run, by file name: none if it is made of pages alone.

    - `notebook`: the executed notebook; None if nothing of it could be kept.
    - `run_id`, `lang`: the run and its language.
    - `edition`: what all documents of the edition share, and which there are.
    - `error`: why the run failed, if it did.

    Raises `PageError` if a picture has no alt text of its own, or the PDF cannot be made.
    """
    if not edition.documents:
        return {}
    document = read_document(
        notebook, run_id=run_id, lang=lang, edition=edition, error=error, with_drawings="pdf" in edition.documents
    )
    return {document_name(run_id, lang, kind): _WRITERS[kind](document) for kind in edition.documents}
