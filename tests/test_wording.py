import pytest

from lcanalysis.safe_text import isolated
from lcanalysis.wording import MissingWordingError, preferred_lang, say


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
