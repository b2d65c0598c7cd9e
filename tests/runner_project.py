"""A small project in a folder of its own: a plan, a run plan, and notebooks that take no time."""

import json
import shutil
from pathlib import Path

ROOT = Path(__file__).parent.parent
PARAMETERS = 'lang: str = "zh"  # language of the page {zh, en}\ndata: str = "data"  # plan folder\n'


def write_notebook(path, *sources, parameters=PARAMETERS):
    cells = [] if parameters is None else [("parameters", parameters, ["parameters"])]
    cells += [(f"cell-{number}", source, []) for number, source in enumerate(sources, start=1)]
    document = {
        "cells": [
            {
                "cell_type": "code",
                "id": name,
                "metadata": {"tags": tags},
                "execution_count": None,
                "outputs": [],
                "source": source,
            }
            for name, source, tags in cells
        ],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(document), encoding="utf-8")


def write_suite(folder, text):
    path = folder / "notebooks" / "suite.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def make_project(folder: Path, suite: str, **notebooks: str) -> Path:
    """Write a project whose notebooks have one cell each after the parameters, beside a copy of the bundled plan."""
    shutil.copytree(ROOT / "data", folder / "data")
    write_suite(folder, suite)
    for name, source in notebooks.items():
        write_notebook(folder / "notebooks" / f"{name}.ipynb", source)
    return folder
