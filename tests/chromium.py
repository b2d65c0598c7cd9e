"""The Chromium of this machine, as the tests that open pages start it."""

import os
import shutil
from contextlib import contextmanager

import pytest
from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
A4_PRINT_WIDTH = 642  # 210 mm less margins of 20 mm, in CSS pixels
# Elements that reach beyond the page and lie in no frame that scrolls; the skip link waits outside on purpose.
OVERFLOWING = """width => [...document.body.querySelectorAll('*')]
    .filter(part => !part.closest('.scroll > *, .skip') && part.getBoundingClientRect().right > width + 0.5)
    .map(part => part.outerHTML.slice(0, 120))"""


@contextmanager
def launched():
    """Yield a running Chromium; without one the tests are skipped, and under CI they fail."""
    found = os.environ.get("LCANALYSIS_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        reason = f"no browser: set LCANALYSIS_CHROMIUM or install one of {', '.join(NAMES)}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield chromium
        chromium.close()


def unfold(page):
    """Open what is folded away: it must hold as well."""
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
