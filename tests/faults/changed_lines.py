"""A notebook with each number of its analysis changed, one at a time: ``python changed_lines.py NOTEBOOK``.

Cells run in order, as in a session; before each one the process forks once for every number in it, and the fork goes on with
another number. Prints one line of JSON for each change, with what ended the notebook, if anything did.
"""

import contextlib
import io
import json
import os
import sys
import tokenize
from collections.abc import Iterator

import nbformat
from IPython.core.interactiveshell import InteractiveShell

from lcanalysis.errors import LcAnalysisError


def main(path: str) -> None:
    shell = InteractiveShell.instance()
    shell.display_pub.publish = lambda *_, **__: None
    shell.displayhook.write_format_data = lambda *_, **__: None
    cells = [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
    for number, cell in enumerate(cells):
        if not {"parameters", "words"} & set(cell.metadata.get("tags", ())):
            for what, source in changed(cell.source):
                sources = [source, *(later.source for later in cells[number + 1 :])]
                go_on(shell, what, list(zip([one.id for one in cells[number:]], sources, strict=True)))
        if (error := run(shell, cell.source)) is not None:
            raise error


def changed(source: str) -> Iterator[tuple[str, str]]:
    """Yield what is changed, and the source with it: a whole number one up and one down, a broken one half as much again."""
    lines = source.split("\n")
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.NUMBER:
            continue
        (row, start), (_, end) = token.start, token.end
        is_whole = token.string.isdigit()
        for other in (int(token.string) + 1, int(token.string) - 1) if is_whole else (float(token.string) * 1.5,):
            if other >= 0:
                line = f"{lines[row - 1][:start]}{other}{lines[row - 1][end:]}"
                yield line.strip(), "\n".join([*lines[: row - 1], line, *lines[row:]])


def go_on(shell: InteractiveShell, what: str, cells: list[tuple[str, str]]) -> None:
    """Run cells in a fork, and print what ended them."""
    sys.stdout.flush()
    if pid := os.fork():
        os.waitpid(pid, 0)
        return
    told = {"changed": what, "in": cells[0][0]}
    for name, source in cells:
        if (error := run(shell, source)) is not None:
            is_told = isinstance(error, LcAnalysisError)
            told |= {"ended": name, "error": f"{type(error).__name__}: {error}", "is_told": is_told}
            break
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    os._exit(0)


def run(shell: InteractiveShell, source: str) -> BaseException | None:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        done = shell.run_cell(source)
    return done.error_before_exec or done.error_in_exec


if __name__ == "__main__":
    main(sys.argv[1])
