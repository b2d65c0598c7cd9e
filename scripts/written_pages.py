"""Write what a command measured into its place on a page of the documentation."""

from __future__ import annotations

from pathlib import Path


def write_between(page: Path, begin: str, end: str, text: str) -> None:
    """Replace what stands between two marks of a page, which stay.

    Raises `ValueError` if the page lacks one of them, and leaves it as it is.
    """
    before, is_begun, rest = page.read_text(encoding="utf-8").partition(begin)
    _, is_ended, after = rest.partition(end)
    if not (is_begun and is_ended):
        raise ValueError(f"{page}: {begin} … {end} is not there")
    page.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8", newline="\n")
