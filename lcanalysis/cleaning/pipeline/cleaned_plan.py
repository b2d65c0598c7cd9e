"""A plan folder opened with processed data that follow from its raw data: one rule for commands, notebooks and `brief`."""

from __future__ import annotations

import os
from pathlib import Path

from lcanalysis.cleaning.pipeline.clean import clean
from lcanalysis.errors import UsageError
from lcanalysis.files.data_folder import CLEANED, find_data
from lcanalysis.plan import Plan
from lcanalysis.plan import load as load_as_it_is
from lcanalysis.wording import set_session_lang


def make_current(data: Path) -> bool:
    """See to it that a plan folder's processed data follow from its raw data; return whether they had to be made anew.

    Raises `FaultsError` with every fault of the raw data; nothing has changed, and what is in processed/ is not to be
    used; `UsageError` if the processed data are out of date and cannot be written.
    """
    try:
        return clean(data).is_changed
    except OSError as problem:
        path = (data / "processed").as_posix()
        raise UsageError("errors.cannot_rebuild", path=path, problem=problem.strerror or "") from None


def load(data: str | Path = "data", *, lang: str | None = None) -> Plan:
    """Open a plan folder: the one line with which every notebook begins.

    Its processed data are made anew if they do not follow from its raw data. In a run of the suite that has been done
    before, once for all runs.

    Parameters
    ----------
    data
        A folder with raw/. A relative path is looked for in the working directory and then in its parents, so that a
        notebook finds it from notebooks/ as well.
    lang
        ``zh`` or ``en``: the language of tables, results and messages for the rest of the session. Without it, the
        language of the environment (``LCANALYSIS_LANG``, else the locale).

    Returns
    -------
    Plan
        With `.observations`, `.goals`, `.findings` and `.definition`.

    Raises
    ------
    UsageError
        If there is no such folder, or its processed data are out of date and cannot be written.
    FaultsError
        With every fault of the raw data.
    ValueError
        If `lang` is another language.
    """
    if lang is not None:
        set_session_lang(lang)
    folder = find_data(Path(data))
    if not os.environ.get(CLEANED):
        make_current(folder)
    return load_as_it_is(folder)
