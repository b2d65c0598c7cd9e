"""The page of the soak: what was put in, how often, and when last."""

import re

SOAK = "<!-- soak -->"
"""Where the counts begin on their page."""


def write_counts(page, counted, day):
    """Write how often each kind of fault was put in, and when; kinds that this run did not count keep their rows."""
    head, _, table = page.read_text(encoding="utf-8").partition(SOAK)
    rows = dict(re.findall(r"^\| ([^*|]+) \| (\d+ \| [\d-]+) \|$", table, re.MULTILINE))
    rows |= {kind: f"{number} | {day}" for kind, number in counted.items()}
    lines = [f"| {kind} | {rows[kind]} |" for kind in sorted(rows)]
    total = sum(int(row.split()[0]) for row in rows.values())
    table = "\n".join(
        ["| what was put in | how often | last on |", "| --- | --- | --- |", *lines, f"| **all** | **{total}** | |"]
    )
    page.write_text(f"{head}{SOAK}\n\n{table}\n", encoding="utf-8", newline="\n")
