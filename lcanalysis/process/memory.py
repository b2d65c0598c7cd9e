"""Whether a process may have the memory that the scientific libraries take before they compute anything.

With too little they do not always say so: OpenBLAS, for one, asks for its buffers again and again, for ever.
"""

from __future__ import annotations

import sys
from typing import Final

from lcanalysis.errors import UsageError

NEEDED_MB: Final = 512
"""What a process with all libraries takes of its address space, in megabytes, and a little more."""


def require_memory() -> None:
    """Raise if a limit of this process (``ulimit -v``) leaves it too little memory to work with.

    Raises `UsageError` with the limit and what is needed.
    """
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - of POSIX systems

    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit != resource.RLIM_INFINITY and limit < NEEDED_MB << 20:
        raise UsageError("errors.too_little_memory", found=limit >> 20, needed=NEEDED_MB)
