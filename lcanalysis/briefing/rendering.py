"""One page: an executed notebook as a self-contained HTML file that opens anywhere and asks no network."""

from __future__ import annotations

from collections.abc import Sequence

import nbformat

from lcanalysis.briefing.masthead import Edition


def render_page(
    notebook: nbformat.NotebookNode | None,
    *,
    run_id: str,
    lang: str | None = None,
    edition: Edition | None = None,
    siblings: Sequence[str] = (),
    error: str = "",
) -> str:
    """Return the page of a run in one language.

    Parameters
    ----------
    notebook
        The executed notebook; None for a run of which nothing could be kept.
    run_id
        Names the run's files; the title where the notebook has no heading.
    lang
        Language shown; by default the notebook's own parameter `lang`, else Chinese.
    edition
        What the header and footer say; without it the page stands alone, with no link to an index.
    siblings
        The languages this run has pages in, for the switch in the header.
    error
        Of a failed run, why; the page then says first that it is not complete.

    Raises
    ------
    PageError
        If a picture has no alt text of its own, or prose shows a picture that lies elsewhere.
    """
    raise NotImplementedError
