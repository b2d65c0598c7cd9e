"""Progress while the suite runs: a bar on a terminal, plain lines in a log."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Never

from tqdm import tqdm

from lcanalysis.process import tolerate_closed
from lcanalysis.runner.status import Report
from lcanalysis.runner.tasks import Done
from lcanalysis.wording import say


@contextmanager
def reporting(lang: str) -> Iterator[Report]:
    """Give a function that shows each finished run on standard error."""
    target = sys.stderr
    if not target.isatty():

        def show_line(done: Done | None, number: int, total: int) -> None:
            if done:
                with tolerate_closed(target):
                    print(_line(lang, done, number, total), file=target, flush=True)

        yield show_line
        return
    bar: tqdm[Never] = tqdm(
        desc=say("runner.progress", lang),
        file=target,
        leave=False,
        bar_format="{desc} {bar} {n_fmt}/{total_fmt} {unit}",
    )

    def show(done: Done | None, number: int, total: int) -> None:
        bar.total = total
        bar.unit = done.run.name if done else ""
        bar.update(number - bar.n)
        bar.refresh()
        if done and done.is_failed:
            bar.write(_line(lang, done, number, total), file=target)

    try:
        yield show
    finally:
        bar.close()


def _line(lang: str, done: Done, number: int, total: int) -> str:
    state = "reused" if done.is_reused else "failed" if done.is_failed else "done"
    return say(
        "runner.progress_line",
        lang,
        done=number,
        total=total,
        name=done.run.name,
        state=say(f"runner.state_{state}", lang),
        seconds=f"{done.seconds:.1f}",
    )
