"""Print what an environment at one end of the project's bounds installs: `bounds.py lowest` or `bounds.py newest`.

Each dependency of the project stands at its lower bound, or free; what the tests need besides is free in both.
"""

import re
import sys
import tomllib
from pathlib import Path

LOWER = re.compile(r"^([\w.-]+)(?:\[.*\])?>=([\w.]+)")
PROJECT = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))


def group(name: str) -> list[str]:
    """Return the requirements of a dependency group, those of included groups too."""
    entries = PROJECT["dependency-groups"][name]
    return [
        line for entry in entries for line in ([entry] if isinstance(entry, str) else group(entry["include-group"]))
    ]


def main(end: str) -> None:
    """Print the requirements, one a line."""
    declared = PROJECT["project"]["dependencies"]
    own = [LOWER.sub(r"\1==\2", line).split(",")[0] for line in declared] if end == "lowest" else declared
    print("\n".join([*own, *group("dev")]))


if __name__ == "__main__":
    main(sys.argv[1])
