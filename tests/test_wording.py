import re

import pytest

from lcanalysis.safe_text import isolated
from lcanalysis.wording import CATALOGUES, MissingWordingError, load_catalogue, preferred_lang, say


def test_a_missing_key_field_or_domain_is_an_error():
    with pytest.raises(MissingWordingError, match="no en wording"):
        say("unit.parsec", "en")
    with pytest.raises(MissingWordingError, match="count"):
        say("errors.faults", "en")
    with pytest.raises(MissingWordingError, match="no catalogue"):
        say("nowhere.phrase", "zh")


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="zh, en"):
        say("unit.pct", "fr")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LCANALYSIS_LANG": "zh", "LC_ALL": "en_GB.UTF-8"}, "zh"),
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "C"}, "zh"),
        ({"LANG": "zh_CN.GB18030"}, "zh"),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_messages_speak_the_declared_language_then_the_locale(monkeypatch, environment, expected):
    for name in ("LCANALYSIS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert preferred_lang() == expected


def test_a_name_that_turns_the_direction_of_writing_turns_no_more_than_itself():
    override, isolate, end = "\u202e", "\u2068", "\u2069"
    said = say("exhibit.source", "en", source=f"a{override}b")
    assert said == f"Source: {isolate}a{override}b{end}"
    # What the name closes or leaves open itself is balanced, so that the sentence's own isolate ends where it should.
    assert isolated(f"a{end}b{isolate}c") == f"{isolate}ab{isolate}c{end}{end}"
    assert isolated("铜材 & <b>") == "铜材 & <b>"


def test_no_english_sentence_counts_one_thing_as_several():
    counts = "count|total|goals|observations|findings|figures|files|runs|rows|left|missing|areas|minutes|workers|drawn"
    # A chart has another sentence where it shows one thing; the rest is said of two or more, or of a limit.
    of_several = re.compile(
        r"charts\w*\.|explorer\.kind|forecast\.(caution_scenario|no_years)|reading\.(table|whose)_proved"
        r"|results\.forecasts_title|doctor\.packages|runner\.(left_out|cluster_silent)"
    )
    plural = re.compile(rf"\{{({counts})\}} (?!is\b|was\b|has\b|less\b|as\b|this\b)(?:\w+ )?[a-z]+s\b")
    for path in sorted((CATALOGUES / "en").glob("*.po")):
        for key, text in load_catalogue(path.stem, "en").items():
            found = plural.search(text)
            assert found is None or of_several.match(key), f"{key}: {found[0]}"


@pytest.mark.parametrize(
    ("key", "given", "one", "more"),
    [
        ("page.index_all", {}, "1 briefing.", "12 briefings."),
        ("changes.group_code", {}, "Program: 1 file differs", "Program: 12 files differ"),
    ],
)
def test_a_count_is_followed_by_one_thing_or_by_several(key, given, one, more):
    assert [say(key, "en", count=count, **given) for count in (1, 12)] == [one, more]
