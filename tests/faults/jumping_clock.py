"""Copied as ``sitecustomize.py``, this makes the clock of every Python process jump by years each time it is asked.

libfaketime would do so from outside, but fails every ``time.sleep`` of Python 3.11 and later (EINVAL) if it leaves the
monotonic clock alone, and the monotonic clock of a real machine does not jump. So all ways to ask Python for the time of
day are replaced here. The types of dates stay the same objects, for compiled modules know their size.
"""

import ctypes
import datetime as dt
import gc
import itertools
import os
import time

JUMPS_S = (-4e8, 3700.0, 2e9, -3700.0, 4e7)
"""By how much the clock is wrong, in turn, unless ``CLOCK_JUMPS_S`` says: never right, so that a time written down shows it."""
_jumps = itertools.cycle(map(float, os.environ["CLOCK_JUMPS_S"].split()) if "CLOCK_JUMPS_S" in os.environ else JUMPS_S)
_time, _localtime, _gmtime, _clock_gettime = time.time, time.localtime, time.gmtime, time.clock_gettime


def _now():
    return _time() + next(_jumps)


def _replace(kind, **methods):
    """Put class methods into a built-in type, which takes none by assignment."""
    (attributes,) = gc.get_referents(kind.__dict__)
    attributes.update({name: classmethod(method) for name, method in methods.items()})
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))


def _let_jump():
    _replace(dt.date, today=lambda cls: cls.fromtimestamp(_now()))
    _replace(
        dt.datetime,
        now=lambda cls, tz=None: cls.fromtimestamp(_now(), tz),
        today=lambda cls: cls.fromtimestamp(_now()),
        utcnow=lambda cls: cls.fromtimestamp(_now(), dt.UTC).replace(tzinfo=None),
    )
    time.time = _now
    time.time_ns = lambda: int(_now() * 1e9)
    time.localtime = lambda seconds=None: _localtime(_now() if seconds is None else seconds)
    time.gmtime = lambda seconds=None: _gmtime(_now() if seconds is None else seconds)
    time.clock_gettime = lambda which: _now() if which == time.CLOCK_REALTIME else _clock_gettime(which)


# Under its own name it is only read, as by a test runner that looks for examples, whose clock is to stay right.
if __name__ == "sitecustomize":
    _let_jump()
