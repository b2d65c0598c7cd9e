"""A real plan of another shape: growth rates without levels, levels with gaps, a goal that sets no number; and its second year."""

import shutil
from decimal import Decimal
from functools import cache

import pytest
import yaml
from notebook_exhibits import Page
from run_in_process import NOTEBOOKS

import lcanalysis
from lcanalysis.cleaning import clean

ROOT = NOTEBOOKS.parent
PLAN = ROOT / "plans" / "nonferrous-2025"
OUTCOMES = {"production_2025", "headline_2025"}
PAGES = ("briefing", "scorecard", "assessment", "audit", "production", "research", "decomposition", "outcomes")


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """The plan as it was published, and with the figures of its first year."""
    found = {}
    for name in ("published", "a year on"):
        data = tmp_path_factory.mktemp("national") / "plan"
        shutil.copytree(PLAN, data)
        if name == "published":
            path = data / "raw" / "plan.yml"
            declared = yaml.safe_load(path.read_text(encoding="utf-8"))
            for kind in ("tables", "statements"):
                declared[kind] = [one for one in declared[kind] if one["name"] not in OUTCOMES]
            path.write_text(yaml.dump(declared, allow_unicode=True, sort_keys=False), encoding="utf-8")
        clean(data)
        found[name] = data
    return found


@cache
def page_of(notebook, data):
    """Return a page of the plan, with its charts drawn; each is run once."""
    due = {"target_year": 2026} if notebook == "revenue" else {}
    return Page(f"{notebook}.ipynb", data, is_drawn=True, **due)


@pytest.mark.parametrize(
    ("notebook", "exhibit"), [("briefing", "indicators"), ("scorecard", "scorecard"), ("assessment", "assessment")]
)
def test_where_published_growth_is_not_that_of_the_levels_a_note_tells_both(folders, notebook, exhibit):
    page = page_of(notebook, folders["a year on"])
    # 8175 on 7918.8 is 3.2%; 3.9% was published.
    for lang, said in (("zh", "公布为3.9%，按先后公布的水平计算为3.2%"), ("en", "published as 3.9%, and the levels")):
        assert any(said in note for note in page.exhibits[exhibit][lang]["foot"])
    before = page_of(notebook, folders["published"])
    assert "公布为" not in before.text(exhibit)


def test_a_table_that_shows_both_growths_says_of_which_products_they_differ(folders):
    page = page_of("production", folders["a year on"])
    for lang, names in (("zh", "精炼铜（电解铜）、原铝（电解铝）"), ("en", "refined copper, primary aluminium")):
        (note,) = (line for line in page.exhibits["outputs"][lang]["foot"] if names in line)
        assert "2025" not in note
    about = {"indicator": "output", "entity": "ten_nonferrous", "target_year": 2026}
    page = Page("indicator.ipynb", folders["a year on"], **about)
    for lang, said in (("zh", "2025年3.2%"), ("en", "3.2% in 2025")):
        assert any(said in note for note in page.exhibits["basis"][lang]["foot"])


@pytest.mark.parametrize("plan", sorted(path.name for path in (ROOT / "plans").iterdir()))
def test_the_processed_tables_of_each_plan_here_are_those_that_clean_writes(plan, tmp_path):
    own = ROOT / "plans" / plan
    shutil.copytree(own / "raw", tmp_path / "plan" / "raw")
    assert clean(tmp_path / "plan").notices == ()
    written = {one.name: one.read_bytes() for one in (tmp_path / "plan" / "processed").iterdir()}
    assert written == {one.name: one.read_bytes() for one in (own / "processed").iterdir()}


def test_nothing_is_judged_when_the_plan_is_published(folders):
    goals = lcanalysis.standings(lcanalysis.load(folders["published"]))
    assert set(goals["verdict"]) == {"base_year"}
    assert goals.loc["recycled_level", "base_value"].text("zh") == "1915万吨"
    assert goals.loc["ten_metals_growth", "momentum"].text("en") == "4.3%", "as published, not the ratio of levels"


def test_a_year_on_it_is_judged_by_published_real_growth_and_by_levels(folders):
    goals = lcanalysis.standings(lcanalysis.load(folders["a year on"]))
    # Growth of 6.9% against about 5%; 8175 on 7918.8 is 3.2%, 3.9% as published, against about 1.5%.
    added, metals, recycled = (
        goals.loc[name] for name in ("value_added_growth", "ten_metals_growth", "recycled_level")
    )
    assert (added["verdict"], added["method"], added["pace"].value, added["preliminary"]) == (
        "above_goal", "rates", 138, True,
    )  # fmt: skip
    assert (metals["verdict"], metals["preliminary"]) == ("above_goal", True)
    assert metals["average_since"].text("en") == "3.2%"
    assert (recycled["verdict"], recycled["since"]) == ("none_since", ())


@pytest.mark.parametrize("state", ["published", "a year on"])
def test_no_publisher_is_accused_of_an_error_that_another_basis_explains(folders, state):
    findings = lcanalysis.findings(lcanalysis.load(folders[state]))
    assert "unexplained" not in set(findings["certainty"])
    # MIIT's 4.3% against levels of NBS that give 5.6%.
    (one,) = findings[findings["figure"].map(lambda said: said.text("zh") == "十种有色金属2024年产量同比")].itertuples()
    assert (one.certainty, str(one.published.value), round(one.recomputed.value, 1)) == ("open", "4.3", Decimal("5.6"))


@pytest.mark.parametrize("state", ["published", "a year on"])
@pytest.mark.parametrize("notebook", [*PAGES, "revenue"])
def test_every_page_is_made_of_its_own_words_and_years(folders, state, notebook):
    page = page_of(notebook, folders[state])
    for lang in ("zh", "en"):
        shown = page.whole(lang)
        assert shown
        assert not [word for word in ("聊城", "Liaocheng", "2018年为基期", "茌平", "1000亿元") if word in shown]
    assert "2022" not in page.text(next(iter(page.exhibits)))


@pytest.mark.parametrize("state", ["published", "a year on"])
def test_the_headline_and_the_table_tell_one_probability(folders, state):
    numbers = page_of("briefing", folders[state]).numbers
    ends = ("answer/least", "answer/chance", "answer/most")
    row = "indicators/ten_metals_growth/probability"
    assert [numbers[end] for end in ends] == [numbers[f"{row}/low"], numbers[row], numbers[f"{row}/high"]]
