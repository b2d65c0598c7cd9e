"""The inputs of an edition: the contents of notebooks, data, code and fonts by hash, and versions."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import lcanalysis
from lcanalysis.briefing.inputs import Inputs
from lcanalysis.characters import not_bundled, system_fonts
from lcanalysis.files.carried import carried
from lcanalysis.files.regular_files import read_file, sha256_of

PACKAGE: Final = Path(lcanalysis.__file__).parent
FONTS: Final = Path("charts") / "fonts"
PACKAGES: Final = (
    "babel", "ipykernel", "ipython", "jinja2", "jupyter_client", "markdown-it-py", "matplotlib", "nbclient",
    "nbconvert", "nbformat", "numpy", "openpyxl", "pandas", "papermill", "pillow", "pydantic", "python-docx", "scipy",
    "seaborn", "statsmodels",
)  # fmt: skip
"""The packages whose versions can change a page or a document."""
EXTRAS: Final = {"typst": "typst"}
"""Such packages that need not be there, by the name of their module."""


def read_versions() -> dict[str, str]:
    """Return the versions of everything that computes an edition, by name."""
    own = {"lcanalysis": lcanalysis.__version__, "python": platform.python_version()}
    extras = [name for name, module in EXTRAS.items() if find_spec(module)]
    return own | {name: version(name) for name in (*PACKAGES, *extras)}


def read_inputs(suite: Path, notebooks: Iterable[str], data: Path) -> Inputs:
    """Return the sha256 of every file that an edition follows from.

    - `suite`: the run plan; the repository is the folder above its own.
    - `notebooks`: the notebooks' paths from the repository.
    - `data`: the plan folder; its files are named from it, and its own name stands before.
    """
    root = suite.parent.parent
    code = {f"{PACKAGE.name}/{name}": digest for name, digest in hashes(PACKAGE).items()}
    fonts = f"{PACKAGE.name}/{FONTS.as_posix()}/"
    texts = [suite, *(root / name for name in sorted(set(notebooks))), *sorted((data / "raw").rglob("*.yml"))]
    classes = carried("reference")
    if classes.resolve() != (data / "raw" / "reference").resolve():
        code |= hashes(classes, f"{PACKAGE.name}/reference/")
    plan_files = [*hashes(data / "raw", "raw/").items(), *hashes(data / "processed", "processed/").items()]
    return Inputs(
        inputs={
            name: sha256_of(root / name) for name in (f"{suite.parent.name}/{suite.name}", *sorted(set(notebooks)))
        },
        code={name: digest for name, digest in code.items() if not name.startswith(fonts)},
        data={f"{data.name}/{name}": digest for name, digest in plan_files},
        fonts={name: digest for name, digest in code.items() if name.startswith(fonts)} | _system_fonts(texts),
    )


def _system_fonts(texts: Iterable[Path]) -> dict[str, str]:
    """Return the fonts of the system that hold characters of these texts which the bundled fonts lack."""
    found = {character for path in texts for character in not_bundled(read_file(path).decode("utf-8", errors="ignore"))}
    return {f"system/{font.family}": sha256_of(Path(font.path)) for font in system_fonts("".join(sorted(found)))}


def hashes(folder: Path, prefix: str = "") -> dict[str, str]:
    """Return the files of a folder by path within it, without hidden ones and what Python compiled."""
    found = {}
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") or part == "__pycache__" for part in inner.parts):
            found[prefix + inner.as_posix()] = sha256_of(path)
    return found
