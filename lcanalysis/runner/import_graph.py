"""The part of the library's code that a notebook can reach: what it imports, and what that imports in turn."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Final

import lcanalysis

PACKAGE: Final = lcanalysis.__name__
ALWAYS: Final = ("lcanalysis", "lcanalysis.briefing.finished", "lcanalysis.runner.execute")
"""What runs every notebook and makes its page."""


class Library:
    """The modules of a package folder and their imports, wherever in a module they stand.

    Parameters
    ----------
    folder
        The package's folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def files(self) -> dict[str, str]:
        """The file of each module, by its dotted name; files begin with the package's name."""
        found = {}
        for path in sorted(self.folder.rglob("*.py")):
            inner = path.relative_to(self.folder)
            parts = inner.parts[:-1] if inner.name == "__init__.py" else inner.with_suffix("").parts
            found[".".join((PACKAGE, *parts))] = f"{PACKAGE}/{inner.as_posix()}"
        return found

    def reach_of(self, source: str) -> frozenset[str]:
        """Return the files of all modules that Python code can reach by imports, those of every run included."""
        found: set[str] = set()
        waiting = [*self._known((*ALWAYS, *imports_of(source)))]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self._imports(name)
        return frozenset(self.files[name] for name in found)

    def _imports(self, name: str) -> Iterable[str]:
        if name == PACKAGE:
            return ()  # its names are found in their own modules, when they are used
        if name not in self._read:
            path = self.folder.parent / self.files[name]
            self._read[name] = tuple(self._known(imports_of(path.read_text(encoding="utf-8"))))
        return self._read[name]

    @cached_property
    def _read(self) -> dict[str, tuple[str, ...]]:
        return {}

    def _known(self, names: Iterable[str]) -> Iterator[str]:
        """Yield the modules among `names`, each after the packages it lies in."""
        for name in names:
            parts = name.split(".")
            for end in range(1, len(parts) + 1):
                module = ".".join(parts[:end])
                if module in self.files:
                    yield module


def imports_of(source: str) -> list[str]:
    r"""Return the dotted names that Python code imports from the library, and the names it takes from its root.

    Examples
    --------
    >>> imports_of("import lcanalysis as lc\nfrom lcanalysis.charts import chart\nlc.load()")
    ['lcanalysis', 'lcanalysis.charts', 'lcanalysis.charts.chart', 'lcanalysis.cleaning.pipeline.cleaned_plan']
    """
    found: list[str] = []
    taken: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] == PACKAGE:
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            taken += [alias.name for alias in node.names] if node.module == PACKAGE else []
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name.partition(".")[0] == PACKAGE]
        elif isinstance(node, ast.Attribute):
            taken.append(node.attr)
    homes = lcanalysis.HOMES
    return found + [homes[name] for name in dict.fromkeys(taken) if found and name in homes]


def code_of(notebook: str) -> str:
    """Return the code cells of a notebook's text as one Python source; cells with magics are left out."""
    sources = []
    for cell in json.loads(notebook)["cells"]:
        source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
        if cell["cell_type"] == "code":
            try:
                ast.parse(source)
            except (SyntaxError, ValueError):
                continue
            sources.append(source)
    return "\n".join(sources)
