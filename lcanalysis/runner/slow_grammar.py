"""Import jsonschema without compiling a grammar that nobody here needs."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Final

_GRAMMAR: Final = "rfc3987_syntax"


@contextmanager
def grammar_on_demand() -> Iterator[None]:
    """Let jsonschema take one function of rfc3987_syntax that imports the rest when it is called.

    That module compiles a grammar when it is imported, which takes as long as importing pandas, seaborn and statsmodels
    together. Only a check of internationalised addresses in JSON needs it.
    """

    def is_valid_syntax(*wanted: Any) -> Any:
        return importlib.import_module(_GRAMMAR).is_valid_syntax(*wanted)

    sys.modules[_GRAMMAR] = stand_in = ModuleType(_GRAMMAR)
    stand_in.is_valid_syntax = is_valid_syntax  # type: ignore[attr-defined]
    try:
        yield
    finally:
        del sys.modules[_GRAMMAR]
