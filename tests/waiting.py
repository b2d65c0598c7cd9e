"""Waiting for what another process does: until it is so, and no longer than a test may take."""

import time


def wait_until(condition, seconds=60):
    """Return what `condition` returns as soon as that is true; fail after so many seconds."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, f"not so after {seconds} seconds"
        time.sleep(0.02)
    return found
