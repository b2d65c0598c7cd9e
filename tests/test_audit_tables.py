"""The audit as tables of quantities, and made once a process for each state of the data."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from auditing_cases import definition, findings_of, observed
from page_numbers import in_singles, singles_of, without_table_units

import lcanalysis
from lcanalysis.auditing import audit_of, plan_audit, recomputed_rates, unchecked_rates
from lcanalysis.auditing.sentences import sentence
from lcanalysis.exhibits import Words
from lcanalysis.goals import findings

ROOT = Path(__file__).parent.parent
PAIR = (observed("output", "steel", "2018", "110", "万吨"), observed("output", "steel", "2017", "100", "万吨"))
RATE = observed("output_yoy", "steel", "2018", "10.0", "%")


@pytest.fixture(scope="module")
def plan():
    return lcanalysis.load(ROOT / "data")


def numbers_in(text):
    """The numbers that a sentence names, without signs and years."""
    bare = re.sub(r"(?<![\d.,])20\d\d(?:-\d\d)?(?![\d.,]*\d)", " ", text)
    return {abs(Decimal(found.replace(",", ""))) for found in re.findall(r"\d[\d,]*(?:\.\d+)?", bare)}


def all_numbers(words, lang="zh"):
    """The values of a phrase, and the digits they are shown with; in English also in single units."""
    return {
        size
        for _, one in words.numbers()
        for value in (one.digits("zh"), str(one.value))
        for size in singles_of(value, one.unit if lang == "en" else "")
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_number_in_a_findings_sentence_is_one_of_its_quantities(plan, lang):
    for name, said in findings(plan)["sentence"].items():
        text = without_table_units(said.text(lang)) if name.startswith("unit/") else said.text(lang)
        quoted = numbers_in(" ".join(re.findall(r"[“\"][^”\"]*[”\"]", text)))
        # Titles of tables name years, standards and places in the plan have numbers of their own.
        named = numbers_in(" ".join(re.findall(r"(?:[Cc]hapter|section) \d+|(?:I[SA][OT]F?/?T?S?) \d+(?::\d+)?", text)))
        titles = quoted | named if name.startswith(("unit/", "table_", "text_", "goal_standard", "remark/")) else set()
        assert numbers_in(in_singles(text)) - all_numbers(said, lang) - titles == set(), name


def test_every_number_of_a_finding_follows_from_its_cells(plan):
    found = findings(plan)
    for column in ("published", "recomputed", "lower", "upper", "discrepancy"):
        for number in found[column].dropna():
            assert number.trace
            for address in number.trace.machine:
                file, cell = address.split(" ")
                assert (ROOT / "data/raw" / file).is_file()
                assert re.fullmatch(r"[A-Z]+\d+", cell) or (file == "goals.yml" and cell in set(plan.goals["goal"]))
    copper = found.loc["growth/output/copper_products/2018"]
    assert copper["published"].trace.machine == ("development_plan/2019-11/production.csv D9",)
    assert len(copper["recomputed"].trace) == 3
    assert copper["discrepancy"].text("zh") == "0.0058个百分点"


def test_the_sentence_of_a_finding_is_that_of_findings_csv(plan):
    found = findings(plan)
    written = plan.findings.set_index("finding").loc[found.index]
    for lang in ("zh", "en"):
        assert [one.text(lang) for one in found["sentence"]] == written[f"text_{lang}"].tolist()


def test_a_rate_stands_beside_its_two_inputs_once(plan):
    found = recomputed_rates(plan)
    copper = found.loc["growth/output/copper_products/2018"]
    assert [copper[name].text("zh") for name in ("first", "second", "published", "recomputed")] == [
        "21.96万吨", "27.16万吨", "-19.14%", "-19.1458%",
    ]  # fmt: skip
    assert (copper["first_period"], copper["second_period"]) == ("2018", "2017")
    assert found["indicator"].value_counts().to_dict() == {"output_yoy": 15, "rd_intensity": 5, "rd_spending_yoy": 4}


def test_a_rate_without_its_inputs_is_unchecked_with_the_reason(plan):
    found = unchecked_rates(plan)
    gap = found.loc["revenue_yoy/cluster/liaocheng/2018"]
    assert (gap["published"].text("en"), gap["address"]) == ("14.9%", "headline.csv E4")
    assert gap["reason"].text("zh") == "产业集群2018年营业收入同比无法复算：未公布2017年营业收入。"


def test_what_is_no_case_of_a_rule_has_no_sentence():
    with pytest.raises(TypeError, match="no case"):
        sentence("a figure", definition())


def test_the_audit_is_made_once_for_one_state_of_the_data(monkeypatch):
    calls = []
    rule = plan_audit.RULES[0]
    monkeypatch.setattr(plan_audit, "RULES", (lambda publication: calls.append(1) or rule(publication),))
    rows = (*PAIR, RATE, observed("output_yoy", "steel", "2017", "1.0", "%"))
    first = findings_of(definition(), rows)
    assert findings_of(definition(), list(rows)) is first
    assert audit_of(definition(), rows).unchecked
    assert calls == [1]


@pytest.mark.parametrize(
    "changed",
    [
        (*PAIR, RATE, observed("output", "steel", "2016", "90", "万吨")),
        (*PAIR, replace(RATE, value=Decimal("10.00"))),
        (*PAIR, replace(RATE, scope="group")),
        (RATE, *PAIR),
    ],
    ids=["a figure more", "a digit more", "another scope", "another order"],
)
def test_other_figures_are_audited_anew(changed):
    assert audit_of(definition(), changed) is not audit_of(definition(), (*PAIR, RATE))


def test_other_declarations_are_audited_anew():
    renamed = definition(areas={"town": {"zh": "镇", "en": "another town"}})
    assert audit_of(renamed, (*PAIR, RATE)) is not audit_of(definition(), (*PAIR, RATE))


def test_no_more_than_a_few_audits_are_kept():
    for value in range(plan_audit.KEPT + 3):
        audit_of(definition(), (observed("output", "steel", "2018", str(value + 1), "万吨"),))
    assert len(plan_audit._kept) == plan_audit.KEPT


def test_a_sentence_is_a_phrase_of_both_languages_with_its_numbers():
    (found,) = findings_of(definition(), (*PAIR, RATE))
    assert isinstance(found.sentence, Words)
    assert (found.text("zh"), found.text("en")) == (found.sentence.text("zh"), found.sentence.text("en"))
    assert {name for name, _ in found.sentence.numbers()} == {
        "published",
        "inputs/1/published",
        "inputs/2/published",
        "recomputed",
    }
