"""List every module of lcanalysis with its purpose, folder by folder in the order of the flow, into docs/modules.md.

The purpose is the first sentence of the module's own docstring.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Final

from draw_architecture import PARTS

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGE: Final = ROOT / "lcanalysis"
PAGE: Final = ROOT / "docs" / "modules.md"
BEGIN: Final = "<!-- modules -->"


def modules() -> str:
    """Return a heading for each folder, and below it a line for each of its modules."""
    lines: list[str] = []
    for folder in sorted({path.parent for path in PACKAGE.rglob("*.py")}, key=_place):
        paths = sorted(path for path in folder.glob("*.py") if path.name != "__init__.py")
        if paths:
            lines += [f"## {folder.relative_to(ROOT).as_posix()}", "", *map(_line, paths), ""]
    return "\n".join(lines).rstrip() + "\n"


def _place(folder: Path) -> tuple[int, str]:
    """Return where a folder stands: foundations first, then the parts in the order of the flow."""
    name = (*folder.relative_to(PACKAGE).parts, "")[0]
    return list(PARTS).index(name) if name in PARTS else -1, folder.as_posix()


def _line(path: Path) -> str:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return f"- `{path.name}`: {docstring.splitlines()[0]}"


def main() -> None:
    """Write the list below its heading."""
    head = PAGE.read_text(encoding="utf-8").partition(BEGIN)[0]
    PAGE.write_text(f"{head}{BEGIN}\n\n{modules()}", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
