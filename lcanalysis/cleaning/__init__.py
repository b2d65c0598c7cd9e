"""Raw to processed: everything a plan folder publishes, read, checked, and written as one set of files.

Names are imported when they are first used, since whoever opens a plan mostly finds it cleaned already.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lcanalysis.cleaning.pipeline.clean import Cleaned, clean

__all__ = ["Cleaned", "clean"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from lcanalysis.cleaning.pipeline import clean as home  # noqa: PLC0415

    return getattr(home, name)
