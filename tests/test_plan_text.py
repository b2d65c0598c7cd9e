"""What is added to plan.yml leaves every other character as it is, in whatever way the file is written."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lcanalysis.cleaning.additions.plan_text import scalar, with_alias, with_entry
from lcanalysis.errors import UsageError

ENTRY = {
    "name": "b",
    "unit": "%",
    "header_rows": [1, 2],
    "rows": {"column": "名称", "kind": "x"},
    "columns": {"a: b": {"period": "2019"}},
}
LOADED = {**ENTRY, "columns": {"a: b": {"period": "2019"}}}


@pytest.mark.parametrize(
    "text",
    [
        "plan: x\n",
        "plan: x",
        "plan: x\ntables: []\n",
        "plan: x\ntables: []  # none yet\nareas: {}\n",
        "plan: x\ntables:\nareas: {}\n",
        "tables:\n  - name: a  # the first\n\n# About areas.\nareas: {}\n",
        "tables:\n- name: a\n  unit: t\nareas: {}\n",
        "tables:\n    - name: a\n      # a comment within\n      unit: t\n\n\n",
        "\ufefftables:\r\n  - name: a\r\nareas: {}\r\n",
        "statements:\n  - name: s\n",
    ],
)
def test_an_entry_is_added_at_the_end_of_its_list_and_every_other_line_stays(text):
    after = with_entry(text, "tables", ENTRY)
    before = yaml.safe_load(text.removeprefix("\ufeff"))
    assert yaml.safe_load(after.removeprefix("\ufeff")) == {**before, "tables": [*(before.get("tables") or []), LOADED]}
    assert after.startswith("\ufeff") == text.startswith("\ufeff")
    kept = iter(after.split("\n"))
    assert all(
        line in kept for line in text.split("\n") if line.strip() and not line.strip("\ufeff").startswith("tables:")
    )
    assert ("\r\n" in text) == ("\r\n" in after)


def test_a_list_that_is_not_written_line_by_line_is_left_to_a_person():
    with pytest.raises(UsageError):
        with_entry("tables: [{name: a}]\n", "tables", ENTRY)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("  gold: {zh: 黄金, aliases: [金]}  # Au\n", "  gold: {zh: 黄金, aliases: [金, 金子]}  # Au\n"),
        ("  gold: {zh: 黄金, aliases: []}\n", "  gold: {zh: 黄金, aliases: [金子]}\n"),
        ("  gold: {zh: 黄金, aliases: [ ], en: gold}\n", "  gold: {zh: 黄金, aliases: [金子], en: gold}\n"),
        (
            "  gold: {zh: 黄金,\n         en: 'gold, the metal'}\n",
            "  gold: {zh: 黄金,\n         en: 'gold, the metal', aliases: [金子]}\n",
        ),
        (
            "  gold:\n    zh: 黄金  # Au\n    en: gold\n",
            "  gold:\n    aliases: [金子]\n    zh: 黄金  # Au\n    en: gold\n",
        ),
        (
            "  gold:\n    zh: 黄金\n    aliases:\n      - 金\n",
            "  gold:\n    zh: 黄金\n    aliases:\n      - 金子\n      - 金\n",
        ),
        ("  gold:\r\n    zh: 黄金\r\n    aliases: [金]\r\n", "  gold:\r\n    zh: 黄金\r\n    aliases: [金, 金子]\r\n"),
    ],
)
def test_an_alias_is_put_into_its_entity_alone(text, after):
    head, tail = "# 甲\nentities:\n  silver: {zh: 白银, aliases: [银]}\n", "areas: {a: {zh: 甲}}\n"
    assert with_alias(head + text + tail, "gold", "金子") == head + after + tail


def test_an_entity_that_is_not_there_gets_no_alias():
    with pytest.raises(UsageError):
        with_alias("entities:\n  gold: {zh: 黄金}\n", "silver", "银")


@given(st.text(max_size=30))
def test_any_text_is_written_as_yaml_reads_it_back(text):
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    assert yaml.safe_load(f"a: {scalar(text)}") == {"a": text}
    assert yaml.safe_load(f"[{scalar(text)}]") == [text]
