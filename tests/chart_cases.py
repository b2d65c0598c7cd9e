"""One call of every chart function in either language and any size, on small data taken from the plan's own tables."""

from decimal import Decimal

from lcanalysis import charts
from lcanalysis.quantities import Quantity

NAMES = {
    "pipe": {"zh": "无缝钢管", "en": "seamless steel pipe"},
    "copper": {"zh": "铜材", "en": "copper products"},
    "alloy": {"zh": "铝合金", "en": "aluminium alloy"},
    "refined": {"zh": "精炼铜（电解铜）", "en": "refined copper"},
    "aobote": {"zh": "中色奥博特铜铝业有限公司", "en": "CNMC Albetter Copper and Aluminium"},
    "guanzhou": {"zh": "山东冠洲股份有限公司", "en": "Shandong Guanzhou"},
    "together": {"zh": "合计", "en": "all together"},
    "cluster": {"zh": "产业集群", "en": "the cluster"},
    "revenue": {"zh": "营业收入", "en": "revenue"},
    "rate": {"zh": "年均增长{}%", "en": "{}% a year"},
    "goal": {"zh": "年均增长5%以上", "en": "5% a year or more"},
    "source": {"zh": "2018年有色金属产量", "en": "output of nonferrous metals, 2018"},
}


def named(key, lang):
    return NAMES[key][lang]


def quantity(text, unit):
    value = Decimal(text)
    return Quantity(value, unit, "production.csv D3", decimals=max(0, -value.as_tuple().exponent))


def growth_bars(lang, **size):
    rates = {
        "pipe": "67.37",
        "copper": "-19.14",
        "alloy": "-588.38",
        "refined": "9.54",
        "cluster": "14.9",
        "aobote": "-4.43",
    }
    rows = [
        {"name": named(key, lang), "growth_pct": quantity(rate, "%"), "is_main": key == "pipe"}
        for key, rate in rates.items()
    ]
    return charts.draw_growth_bars(rows, lang, period="2018", source=named("source", lang), **size)


def districts(lang, **size):
    tiles = [("copper", "pipe", "4", "家"), ("copper", "alloy", "6", "户"), ("cluster", "refined", "44", "家")]
    rows = [
        {"segment": named(segment, lang), "area": named(area, lang), "firms": quantity(firms, unit),
         "goal": named("goal", lang)}
        for segment, area, firms, unit in tiles
    ]  # fmt: skip
    rows.append({"segment": named("cluster", lang), "area": named("aobote", lang), "firms": None, "goal": None})
    return charts.draw_districts(rows, lang, source=named("source", lang), **size)


def levels(lang, **size):
    found = [("pipe", "201.79", "337.73"), ("copper", "27.16", "21.96"), ("refined", "43.18", "47.3")]
    found += [("alloy", "2.22", "1.82")]
    rows = [
        {
            "name": named(key, lang),
            "period": period,
            "value": quantity(value, "万吨"),
            "unit": "万吨",
        }
        for key, *values in found
        for period, value in zip(("2017", "2018"), values, strict=True)
    ]
    return charts.draw_levels(rows, lang, source=named("source", lang), **size)


def rd_spending(lang, **size):
    rows = [
        {"name": named(key, lang), "period": period, "value": Decimal(value), "unit": "万元", "growth_pct": growth}
        for key, values in (
            ("aobote", (("2017", 30104, None), ("2018", 23386, Decimal("-22.32")))),
            ("guanzhou", (("2017", 43628, None), ("2018", 14583, Decimal("-66.57")))),
        )
        for period, value, growth in values
    ]
    return charts.draw_rd_spending(rows, lang, source=named("source", lang), **size)


def rd_intensity(lang, **size):
    rows = [
        {"name": named("aobote", lang), "intensity_pct": Decimal("4.23")},
        {"name": named("guanzhou", lang), "intensity_pct": Decimal("1.63")},
        {"name": named("together", lang), "intensity_pct": Decimal("1.15"), "is_average": True},
    ]
    return charts.draw_rd_intensity(rows, lang, source=named("source", lang), **size)


def processing_ratio(lang, **size):
    rows = [
        {"name": named(key, lang), "period": period, "ratio": Decimal(ratio), "goal": Decimal(goal)}
        for key, goal, ratios in (("alloy", "1.2", ("0.691", "0.849")), ("copper", "0.8", ("0.629", "0.464")))
        for period, ratio in zip(("2017", "2018"), ratios, strict=True)
    ]
    return charts.draw_processing_ratio(rows, lang, source=named("source", lang), **size)


def paths(lang):
    history = [("2017", "708.36"), ("2018", "813.9")]
    rows = [{"kind": "history", "label": "", "year": int(year), "value": Decimal(value)} for year, value in history]
    rows[0]["is_derived"] = True
    return rows + [
        {"kind": "scenario", "label": named("rate", lang).format(rate), "year": year, "value": value}
        for rate in (5, 8)
        for year in range(2019, 2023)
        for value in [round(813.9 * (1 + rate / 100) ** (year - 2018), 2)]
    ]


def scenarios(lang, **size):
    return charts.draw_scenarios(
        paths(lang),
        lang,
        name=named("revenue", lang),
        unit="亿元",
        goal=Decimal(1000),
        main=named("rate", lang).format(5),
        source=named("source", lang),
        **size,
    )


def outlook(lang, **size):
    bands = [
        {"year": year, "interval_pct": pct, "lower": 860.0 - low * (year - 2018), "upper": 860.0 + high * (year - 2018)}
        for year in range(2019, 2023)
        for pct, low, high in ((80, 28.0, 193.0), (50, -15.0, 112.0), (0, -60.0, 60.0))
    ]
    path = [{"year": year, "value": 813.9 * 1.04 ** (year - 2018)} for year in range(2019, 2023)]
    return charts.draw_outlook(
        paths(lang)[:2], bands, lang, name=named("revenue", lang), unit="亿元", goal=Decimal(1000), cap=Decimal(1500),
        path=path, path_name=named("rate", lang).format(4), source=named("source", lang), **size,
    )  # fmt: skip


def months(lang, **size):
    rows = [{"month": 3, "this": 41.0, "before": 38.0}, {"month": 6, "this": Decimal("90.0"), "before": None}]
    rows += [{"month": 12, "before": Decimal("200.0")}]
    return charts.draw_months(
        rows,
        lang,
        name=named("revenue", lang),
        unit="亿元",
        year=2019,
        goal=Decimal(210),
        source=named("source", lang),
        **size,
    )


def required_growth(lang, **size):
    rows = [
        {"name": named("cluster", lang), "required_pct": Decimal("5.28"), "observed_pct": Decimal("14.9")},
        {"name": named("copper", lang), "required_pct": Decimal("8.0"), "observed_pct": Decimal("-19.1")},
        {"name": named("alloy", lang), "required_pct": Decimal("8.5")},
    ]
    return charts.draw_required_growth(
        rows, lang, base_period="2018", due_period="2022", source=named("source", lang), **size
    )


def probability_by_class(lang, **size):
    rows = [
        {"name": named(key, lang), "probability_pct": chance, "role": role}
        for key, chance, role in (
            ("copper", 61.0, "used"),
            ("alloy", 68.0, "used"),
            ("together", 65.0, "mix"),
            ("pipe", 100.0, "contrast"),
            ("refined", 0.0, "contrast"),
        )
    ]
    return charts.draw_probability_by_class(rows, lang, goal=named("goal", lang), source=named("source", lang), **size)


def growth_still_needed(lang, **size):
    rows = [
        {"label": named("rate", lang).format(rate), "year": year, "needed_pct": needed}
        for rate, line in {0: (5.3, 7.1, 22.9), 5: (5.3, 5.4, 6.1), 8: (5.3, 4.4, -2.5)}.items()
        for year, needed in zip((2018, 2019, 2021), line, strict=True)
    ]
    main = named("rate", lang).format(5)
    return charts.draw_growth_still_needed(
        rows, lang, goal=named("goal", lang), main=main, source=named("source", lang), **size
    )


def tornado(lang, **size):
    rows = [
        {"name": named("copper", lang), "low_pct": 53.0, "high_pct": 75.0},
        {"name": named("alloy", lang), "low_pct": 62.0, "high_pct": 68.0},
        {"name": named("pipe", lang), "low_pct": 65.0, "high_pct": 65.0},
    ]
    return charts.draw_tornado(rows, lang, base=65.0, goal=named("goal", lang), source=named("source", lang), **size)


def goal_bullets(lang, **size):
    rows = [
        {
            "name": named("cluster", lang),
            "progress_pct": Decimal("81.4"),
            "elapsed_pct": Decimal(50),
            "verdict": "faster",
        },
        {
            "name": named("copper", lang),
            "progress_pct": Decimal("-8.0"),
            "elapsed_pct": Decimal(50),
            "verdict": "behind",
        },
        {
            "name": named("alloy", lang),
            "progress_pct": Decimal("638.7"),
            "elapsed_pct": Decimal(50),
            "verdict": "achieved_early",
        },
        {
            "name": named("pipe", lang),
            "progress_pct": Decimal("95.0"),
            "elapsed_pct": Decimal(50),
            "verdict": "on_track",
        },
        {"name": named("refined", lang), "progress_pct": None, "elapsed_pct": Decimal(50), "verdict": "no_data"},
    ]
    return charts.draw_goal_bullets(rows, lang, source=named("source", lang), **size)


def published_against_recomputed(lang, **size):
    found = [
        ("copper", "-19.14", "-19.1458", "-19.1791", "-19.1125", "0.0058", "truncated"),
        ("alloy", "-18.09", "-18.0180", "-18.4270", "-17.6072", "-0.0720", "rounding"),
        ("pipe", "67.37", "67.3671", "67.3604", "67.3737", "0.0029", "agrees"),
        ("refined", "9.94", "9.5415", "9.5100", "9.5700", "0.3985", "conflict"),
    ]
    columns = ("published", "recomputed", "lower", "upper", "discrepancy")
    rows = [
        {"name": named(key, lang), "kind": kind} | dict(zip(columns, map(Decimal, numbers), strict=True))
        for key, *numbers, kind in found
    ]
    return charts.draw_published_against_recomputed(rows, lang, source=named("source", lang), **size)


def coverage(lang, **size):
    held = [
        ("cluster", 2, "69.0"),
        ("cluster", 8, "92.2"),
        ("pipe", 2, "78.4"),
        ("pipe", 8, "81.0"),
        ("copper", 2, "80.0"),
    ]
    marks = {"zh": "{}个观测值", "en": "{} observations"}
    rows = [
        {"name": named(key, lang), "mark": marks[lang].format(n), "covers_pct": Decimal(share)}
        for key, n, share in held
    ]
    return charts.draw_coverage(rows, lang, level_pct=80, source=named("source", lang), **size)


def reliability(lang, **size):
    rows = [
        {"name": named(key, lang), "probability_pct": given, "happened_pct": came, "cases": 300}
        for key, shift in (("cluster", 0.0), ("revenue", -9.0))
        for given, came in ((12.0, 14.5), (48.0, 52.0), (91.0, 88.0 + shift))
    ]
    return charts.draw_reliability(rows, lang, event=named("goal", lang), source=named("source", lang), **size)


CASES = {
    case.__name__: case
    for case in (
        growth_bars, districts, levels, rd_spending, rd_intensity, processing_ratio, scenarios, outlook, months, required_growth,
        probability_by_class, growth_still_needed, tornado, goal_bullets, published_against_recomputed, coverage, reliability,
    )
}  # fmt: skip
