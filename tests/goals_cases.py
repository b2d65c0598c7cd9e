"""A town's plan, its goals and figures, for the tests of goals: written as they would be printed."""

from decimal import Decimal
from pathlib import Path

import pandas as pd
from auditing_cases import FILE, observed

from lcanalysis.definition import Definition
from lcanalysis.goals import Goal
from lcanalysis.plan import Plan

MONEY = "亿元"


def named(name: str, **fields) -> dict:
    return {"zh": name, "en": name, **fields}


def town(**changes) -> Definition:
    """Steel and copper make up the metal of a town; two firms, two products, one ratio."""
    document = {
        "plan": {
            "id": "town", "title_zh": "规划", "title_en": "Plan", "publisher_zh": "镇", "publisher_en": "Town",
            "published_on": "2019-11", "area": "town", "base_period": "2018", "due_period": "2022",
        },
        "totals": [{
            "name": "segments", "kind": "scope", "indicator": "revenue", "total": {"entity": "metal", "area": "town"},
            "parts": [{"entity": "steel", "area": "town"}, {"entity": "copper", "area": "town"}],
        }],
        "processing_ratios": {"copper": {"products": "wire", "smelted": "cathode"}},
        "indicators": {
            "output": named("output", dimension="mass"),
            "output_yoy": named("output growth", dimension="ratio", growth_of="output"),
            "capacity": named("capacity", dimension="mass"),
            "revenue": named("revenue", zh="收入", dimension="money"),
            "revenue_yoy": named("revenue growth", dimension="ratio", growth_of="revenue"),
            "spending": named("spending", dimension="money"),
            "intensity": named("intensity", dimension="ratio", ratio_of=["spending", "revenue"]),
            "utilisation": named("utilisation", dimension="ratio", ratio_of=["output", "capacity"]),
            "processing_ratio": named("processing ratio", dimension="ratio"),
            "share": named("share", dimension="ratio"),
            "centres": named("centres", dimension="firms"),
        },
        "entities": {
            "metal": named("metal", zh="金属", kind="segment"),
            "steel": named("steel", kind="segment"),
            "copper": named("copper", kind="segment", proxy=["wire"]),
            "wire": named("wire", kind="product"),
            "cathode": named("cathode", kind="product"),
            "firms": named("firms", kind="group", members=["big", "small"]),
            "big": named("big", kind="firm"),
            "small": named("small", kind="firm"),
        },
        "areas": {"town": named("town"), "east": named("east"), "west": named("west")},
        "scopes": {"city": named("city"), "group": named("group")},
    }  # fmt: skip
    return Definition.model_validate(document | changes)


def goal(indicator="revenue", entity="metal", kind="level", comparison="above", value="1000", **changes) -> Goal:
    fields = {
        "goal": f"{entity}_{indicator}_{kind}", "value_upper": None, "unit": "%" if kind in {"growth", "real_growth"} else MONEY,
        "base_period": "2018", "due_period": "2022", "binding": "expected", "responsible": ("town",),
        "quotation": "", "section": "", "note": "",
    } | changes  # fmt: skip
    if fields["value_upper"] is not None:
        fields["value_upper"] = Decimal(fields["value_upper"])
    return Goal(indicator=indicator, entity=entity, kind=kind, comparison=comparison, value=Decimal(value), **fields)


def growth(value="5", entity="metal", comparison="at_least", **changes) -> Goal:
    return goal(entity=entity, comparison=comparison, value=value, **{"kind": "growth", **changes})


def revenue(printed, period="2018", entity="metal", **changes):
    return observed("revenue", entity, period, printed, MONEY, **changes)


__all__ = ["FILE", "goal", "growth", "observed", "revenue", "town"]


def opened(definition, rows) -> Plan:
    """Return a plan that has observations and nothing else."""
    return Plan(Path("data"), definition, tuple(rows), pd.DataFrame(), pd.DataFrame(), pd.DataFrame())
