"""Waiting for what another process does: until it is so, and no longer than a test may take."""

import time


def becomes(condition, seconds):
    """Return what `condition` returns as soon as that is true, or at last after so many seconds."""
    end = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < end:
        time.sleep(0.02)
    return found


def wait_until(condition, seconds=60):
    """Return what `condition` returns as soon as that is true; fail after so many seconds."""
    found = becomes(condition, seconds)
    assert found, f"not so after {seconds} seconds"
    return found
