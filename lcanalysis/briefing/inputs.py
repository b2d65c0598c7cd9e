"""The inputs of an edition, by hash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Inputs:
    """The sha256 of every file an edition follows from, by path from the repository root.

    `inputs` are the run plan and the notebooks, `code` the library, `data` the plan folder, `fonts` the charts' fonts
    and, as ``system/FAMILY``, those of the machine that a text needs besides.
    """

    inputs: Mapping[str, str]
    code: Mapping[str, str]
    data: Mapping[str, str]
    fonts: Mapping[str, str]
