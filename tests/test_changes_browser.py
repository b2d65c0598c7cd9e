"""The page of what changed and the archive page in a real Chromium, both languages, light and dark, narrow and on paper."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from briefing_samples import HOSTILE, LONG
from chromium import A4_PRINT_WIDTH, OVERFLOWING, unfold
from comparison_cases import samples, write_kept

from lcanalysis.briefing.archive import write_archive

pytestmark = pytest.mark.browser

PAGES = (
    "index.html", "index.en.html", "changes/2020-11.since-2019-11.zh.html", "changes/2020-11.since-2019-11.en.html",
)  # fmt: skip


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """Return a folder with two editions between which everything changed, hostile and overlong text among it."""
    folder = tmp_path_factory.mktemp("editions")
    (results, basis), (later, now) = samples(), samples()
    write_kept(folder / "2019-11", results, basis)
    later["scorecard"]["verdict/cluster_revenue"]["value"] = "behind"
    for key, value in {"probability": "61", "required": "5.41"}.items():
        later["scorecard"][f"scorecard/cluster_revenue/{key}"]["value"] = value
    later["scorecard"][f"scorecard/{HOSTILE}/value"] = {"value": HOSTILE, "unit": "", "trace": [HOSTILE]}
    later["revenue"]["revenue/cluster/2022/low_90"]["value"] = "630.28"
    later["audit"] = {}
    now["figures"]["revenue/cluster/liaocheng/2018"]["value"] = "823.9"
    now["findings"]["long"] = now["findings"]["growth/revenue/cluster/2018"] | {"text": {"zh": LONG, "en": HOSTILE}}
    now["goals"]["cluster_revenue"]["asks"][2] = "1100"
    now["goals"]["cluster_revenue"]["wanted"] = {"zh": "超过1100亿元", "en": HOSTILE}
    write_kept(folder / "2020-11", later, now, vintages=["2020-11"], failed=("audit",))
    (folder / "foreign").mkdir()
    write_archive(folder, "2020-11")
    return folder


@pytest.fixture
def open_page(offline, out):
    """Return a function that opens a page of the folder with all that is folded away, and notes its requests."""
    page = offline.new_page()
    page.noted = []
    page.on("request", lambda request: page.noted.append(request.url))
    page.on("console", lambda message: page.noted.append(message.text))

    def opened(name, **media):
        page.goto((out / name).as_uri())
        page.emulate_media(**media)
        unfold(page)
        return page

    yield opened
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_to_report_and_the_page_asks_for_nothing(open_page, out, name):
    page = open_page(name)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        assert [(fault["id"], [node["html"][:200] for node in fault["nodes"]]) for fault in found] == [], scheme
    assert page.noted == [(out / name).as_uri()]


@pytest.mark.parametrize("name", PAGES)
def test_nothing_overflows_a_phone_or_a_sheet(open_page, name):
    page = open_page(name)
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate(OVERFLOWING, 360) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.set_viewport_size({"width": A4_PRINT_WIDTH, "height": 800})
    page.emulate_media(media="print", color_scheme="dark")
    right = "Math.max(...[...document.querySelectorAll('main *')].map(p => p.getBoundingClientRect().right))"
    assert page.evaluate(right) <= A4_PRINT_WIDTH + 0.5


def test_the_archive_leads_to_what_changed_and_back_in_both_languages(open_page):
    page = open_page("index.html")
    page.get_by_role("link", name="与上一期（2019年11月期）相比").click()
    assert page.locator("h1").inner_text() == "简报变化：2019年11月期至2020年11月期"
    page.get_by_role("link", name="English").click()
    assert (
        page.locator("h1").inner_text()
        == "What changed from the edition of November 2019 to the edition of November 2020"
    )
    headings = page.locator("h2").all_inner_texts()
    assert headings[:6] == [
        "Verdicts",
        "Goals",
        "Probabilities",
        "Published figures",
        "Growth",
        "Findings of the audit",
    ]
    page.get_by_role("link", name="All editions").click()
    assert page.locator("h1").inner_text() == "All editions"
