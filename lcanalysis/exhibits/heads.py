"""The register of common heads of tables, so that every page calls the same column by the same name."""

from __future__ import annotations

from typing import Any, Final

from lcanalysis.errors import UsageError
from lcanalysis.exhibits.words import Words

HEADS: Final[dict[str, Words]] = {
    name: Words(zh, en)
    for name, zh, en in (
        ("year", "年份", "Year"),
        ("period", "时期", "Period"),
        ("indicator", "指标", "Indicator"),
        ("entity", "对象", "Subject"),
        ("area", "地区", "Area"),
        ("product", "产品", "Product"),
        ("firm", "企业", "Firm"),
        ("goal", "目标", "Goal"),
        ("value", "数值", "Value"),
        ("revenue", "营业收入", "Revenue"),
        ("unit", "单位", "Unit"),
        ("yoy", "同比", "Year on year"),
        ("change", "增减", "Change"),
        ("share", "比重", "Share"),
        ("status", "数据来历", "Status"),
        ("lower", "修约区间下限", "Lower end of rounding"),
        ("upper", "修约区间上限", "Upper end of rounding"),
        ("published", "公布值", "Published"),
        ("recomputed", "复算值", "Recomputed"),
        ("discrepancy", "差异", "Discrepancy"),
        ("probability", "实现可能性", "Probability"),
        ("required", "所需年均增速", "Growth needed a year"),
        ("progress", "完成进度", "Progress"),
        ("momentum", "起步态势", "Momentum"),
        ("verdict", "评价", "Verdict"),
        ("reference", "参照类", "Reference class"),
        ("cases", "增速个数", "Observations of growth"),
        ("window", "所用年份", "Years used"),
        ("section", "出处", "Section"),
        ("responsible", "建议提供单位", "Suggested provider"),
    )
}


def head_words(name: Any, table_id: str) -> Words:
    """Return the head of a column by its name in the register; a year heads its own column.

    Raises `UsageError` if the register has no such name: the notebook must give the head.
    """
    if name in HEADS:
        return HEADS[name]
    if hasattr(name, "__index__"):
        return Words("{year}", "{year}", {"year": int(name)})
    raise UsageError("exhibit.no_head", exhibit=table_id, column=str(name), known=tuple(HEADS))
