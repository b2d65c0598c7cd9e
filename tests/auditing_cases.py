"""Published figures and plans for the audit's tests: written as they would be printed."""

from collections.abc import Sequence
from decimal import Decimal

from lcanalysis.auditing import Finding, audit_of
from lcanalysis.definition import Definition
from lcanalysis.observations import Observation
from lcanalysis.plan_document import NO_DOCUMENT, PlanDocument

FILE = "bulletin/2019-11/table.csv"


def half_unit(printed: str) -> Decimal:
    """Half a unit of the last printed digit."""
    exponent = Decimal(printed).as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(5).scaleb(exponent - 1)


def observed(indicator, entity, period, printed, unit, **changes) -> Observation:
    """A figure printed as `printed`, with its rounding interval."""
    fields = {
        "area": "town",
        "status": "published",
        "is_break": False,
        "scope": "city",
        "price_basis": "",
        "as_printed": printed,
        "source": FILE,
        "vintage": "2019-11",
        "published_on": "2019-11",
        "cell": "B2",
        "lower": Decimal(printed) - half_unit(printed),
        "upper": Decimal(printed) + half_unit(printed),
    }
    return Observation(
        indicator=indicator, entity=entity, period=period, value=Decimal(printed), unit=unit, **(fields | changes)
    )


def definition(**changes) -> Definition:
    """A small plan of its own: a town's steel, copper, and two firms."""
    document = {
        "plan": {
            "id": "town", "title_zh": "规划", "title_en": "Plan", "publisher_zh": "镇", "publisher_en": "Town",
            "published_on": "2019-11", "area": "town", "base_period": "2018", "due_period": "2022",
        },
        "tables": [{
            "name": "table", "title_zh": "表", "title_en": "Table", "file": FILE, "section": "1", "unit": "万吨",
            "published_on": "2019-11", "scope": "city", "rows": {"column": "产品", "kind": "product"},
            "columns": {
                "本期": {"indicator": "output", "period": "2018"},
                "同期": {"indicator": "output", "period": "2017"},
                "同比±%": {"indicator": "output_yoy", "period": "2018", "unit": "%"},
            },
        }],
        "indicators": {
            "output": {"zh": "产量", "en": "output", "dimension": "mass"},
            "capacity": {"zh": "产能", "en": "capacity", "dimension": "mass"},
            "firms": {"zh": "企业数", "en": "firms", "dimension": "firms"},
            "profit": {"zh": "利润", "en": "profit", "dimension": "money"},
            "revenue": {"zh": "收入", "en": "revenue", "dimension": "money"},
            "rd_spending": {"zh": "研发投入", "en": "R&D spending", "dimension": "money"},
            "output_yoy": {"zh": "产量同比", "en": "output growth", "dimension": "ratio", "growth_of": "output"},
            "profit_yoy": {"zh": "利润同比", "en": "profit growth", "dimension": "ratio", "growth_of": "profit"},
            "rd_intensity": {
                "zh": "研发强度", "en": "R&D intensity", "dimension": "ratio", "ratio_of": ["rd_spending", "revenue"],
            },
            "gap": {"zh": "之差", "en": "gap", "dimension": "difference of ratios"},
        },
        "entities": {
            "steel": {"kind": "product", "zh": "钢", "en": "steel"},
            "copper": {"kind": "product", "zh": "铜", "en": "copper"},
            "metals": {"kind": "product", "zh": "金属", "en": "metals"},
        },
        "areas": {"town": {"zh": "镇", "en": "Town"}, "east": {"zh": "东", "en": "East"}, "west": {"zh": "西", "en": "West"}},
        "scopes": {"city": {"zh": "全镇", "en": "the town"}, "group": {"zh": "集团", "en": "whole group"}},
    }  # fmt: skip
    return Definition.model_validate(document | changes)


def findings_of(
    plan: Definition, observations: Sequence[Observation], document: PlanDocument = NO_DOCUMENT
) -> tuple[Finding, ...]:
    """What the audit finds of a plan's figures."""
    return audit_of(plan, observations, document).findings
