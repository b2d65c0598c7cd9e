"""First pages in a real Chromium: one sheet of paper, a phone without sideways scroll, goals as cards; bundled and hard plans.

Axe is asked about the first page with all others, in test_edition_browser.
"""

from io import BytesIO

import pdfplumber
import pytest
from made_plans import HARD, ROOT, write

from lcanalysis.briefing.rendering import render_page
from lcanalysis.cleaning import clean
from lcanalysis.notebooks.languages import in_language
from lcanalysis.runner.execute import Job, execute

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("first_page")]

PLANS = {"bundled": None, "long names": "names of forty characters", "one figure": "revenue of one year",
         "thirty years": "thirty years"}  # fmt: skip
LANGUAGES = ("zh", "en")
# Elements that reach beyond the page; the skip link waits outside on purpose.
OVERFLOWING = """width => [...document.body.querySelectorAll('*')]
    .filter(part => !part.closest('.skip') && part.getBoundingClientRect().right > width + 0.5)
    .map(part => part.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The first pages of some plans in both languages, each notebook executed once."""
    folder, made = tmp_path_factory.mktemp("pages"), {}
    source = (ROOT / "notebooks" / "briefing.ipynb").read_text(encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LCANALYSIS_PAGE_LANGUAGES", "zh en")
        for at, (name, hard) in enumerate(PLANS.items()):
            data = ROOT / "data"
            segment = "cluster"
            if hard:
                data = write(HARD[hard], folder / f"plan{at}")
                clean(data)
                segment = next(iter(HARD[hard].segments), "cluster")
            done = execute(
                Job(source, {"lang": "zh", "data": str(data), "segment": segment}, ROOT, data, 120, "forked")
            )
            assert done.failure is None, done.failure
            for lang in LANGUAGES:
                path = folder / f"{at}.{lang}.html"
                text = render_page(in_language(done.notebook, lang), run_id="briefing", lang=lang)
                path.write_text(text, encoding="utf-8")
                made[name, lang] = path
    return made


@pytest.fixture
def opened(offline, pages):
    """Return a function that opens a page at a width."""
    window = offline.new_page()

    def show(key, width=1100, media="screen"):
        window.set_viewport_size({"width": width, "height": 900})
        window.emulate_media(media=media, color_scheme="light")
        window.goto(pages[key].as_uri())
        return window

    yield show
    window.close()


def test_each_prints_on_exactly_one_sheet_and_leaves_room_at_its_end(opened, pages):
    found = {}
    for key in pages:
        with pdfplumber.open(BytesIO(opened(key, media="print").pdf(prefer_css_page_size=True))) as printed:
            found[key] = len(printed.pages)
    assert found == dict.fromkeys(pages, 1)


SMALLEST = """Math.min(...[...document.querySelectorAll('main *')].filter(one => one.childNodes.length
    && [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .map(one => parseFloat(getComputedStyle(one).fontSize)))"""


@pytest.fixture(scope="module")
def seen(offline, pages):
    """Return of each page, which is opened once, its smallest letters on paper and what reaches beyond each width."""
    window, found = offline.new_page(), {}
    for key, path in pages.items():
        window.emulate_media(media="screen", color_scheme="light")
        window.set_viewport_size({"width": 1100, "height": 900})
        window.goto(path.as_uri())
        over = {}
        for width in (1100, 768, 360):
            window.set_viewport_size({"width": width, "height": 900})
            over[width] = window.evaluate(OVERFLOWING, width)
        window.set_viewport_size({"width": 703, "height": 900})
        window.emulate_media(media="print", color_scheme="light")
        found[key] = window.evaluate(SMALLEST), over
    window.close()
    return found


def test_letters_on_paper_are_seven_points_or_more(seen):
    assert {key: letters for key, (letters, _) in seen.items() if letters < 7 * 96 / 72 - 0.01} == {}


def test_nothing_reaches_beyond_a_phone_a_tablet_or_a_desk(seen):
    assert {key: over for key, (_, over) in seen.items() if any(over.values())} == {}


def test_on_a_phone_goals_are_cards_and_charts_are_drawn_for_it(opened):
    window = opened(("bundled", "zh"), 360)
    card = window.locator(".cards tbody tr").first
    assert card.evaluate("one => getComputedStyle(one).display") == "grid"
    assert window.locator(".cards thead").bounding_box()["width"] <= 1
    [drawn] = [one for one in window.locator("figure").first.locator("svg").all() if one.is_visible()]
    assert drawn.get_attribute("class") == "on-phone"
    assert drawn.bounding_box()["width"] == pytest.approx(328, abs=0.5)


@pytest.mark.parametrize(("width", "place"), [(1100, "on-screen"), (768, "on-screen"), (360, "on-phone")])
def test_a_drawing_is_never_scaled(opened, width, place):
    window = opened(("bundled", "en"), width)
    for drawn in window.locator(f"svg.{place}").all():
        assert drawn.bounding_box()["width"] == pytest.approx(float(drawn.get_attribute("width")), abs=0.5)


def test_a_first_page_is_below_300_kilobytes(pages):
    assert {key: path.stat().st_size for key, path in pages.items() if path.stat().st_size > 300_000} == {}
