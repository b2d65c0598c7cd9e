"""A small plan folder for the tests of intake, goals and cleaning: two products, one firm count, two goals."""

from pathlib import Path

import yaml

from lcanalysis.files.regular_files import sha256_of

PLAN = """\
plan:
  id: small-plan
  title_zh: 小规划
  title_en: A small plan
  publisher_zh: 某市
  publisher_en: A city
  published_on: "2019-11"
  area: city
  base_period: "2018"
  due_period: "2022"
tables:
  - name: production
    title_zh: 产量
    title_en: Output
    file: plan/2019-11/production.csv
    section: 第一章
    unit: 万吨
    published_on: "2019-11"
    scope: city
    rows: {column: 产品名称, kind: product}
    ignore: [序号]
    columns:
      本期（2018）: {indicator: output, period: "2018"}
      同期（2017）: {indicator: output, period: "2017"}
      同比±%: {indicator: output_yoy, period: "2018", unit: "%"}
statements:
  - name: headline
    title_zh: 总体情况
    title_en: Headline figures
    file: plan/2019-11/headline.csv
    section: 第一章
    published_on: "2019-11"
indicators:
  output: {zh: 产量, en: output, dimension: mass}
  output_yoy: {zh: 产量同比, en: output change, dimension: ratio, growth_of: output}
  revenue: {zh: 营业收入, en: revenue, dimension: money}
  revenue_yoy: {zh: 营业收入同比, en: revenue change, dimension: ratio, growth_of: revenue}
  firms: {zh: 企业数, en: firms, dimension: firms}
  intensity: {zh: 研发强度, en: intensity, dimension: ratio}
  intensity_gap: {zh: 研发强度之差, en: gap of intensity, dimension: difference of ratios}
entities:
  copper: {kind: product, zh: 精炼铜（电解铜）, en: refined copper, aliases: [电解铜]}
  gold: {kind: product, zh: 黄金, en: gold}
  cluster: {kind: segment, zh: 产业集群, en: the cluster}
areas:
  city: {zh: 某市, en: the city}
scopes:
  city: {zh: 全市, en: the whole city}
  above_scale: {zh: 规模以上, en: above scale}
notes:
  deep: {zh: 说明, en: a note}
"""

GOALS = """\
goals:
  - {goal: revenue, indicator: revenue, entity: cluster, kind: level, comparison: above, value: "1000", unit: 亿元,
     base_period: "2018", due_period: "2022", binding: expected, responsible: [city], quotation: 过1000亿元, section: 第二章}
  - goal: growth
    indicator: revenue
    entity: cluster
    kind: growth
    comparison: within
    value: "3"
    value_upper: "5"
    unit: "%"
    base_period: "2018"
    due_period: "2022"
    binding: expected
    responsible: [city]
    quotation: 年均增幅在3%—5%
    section: 第三章
    note: deep
"""

PRODUCTION = """\
序号,产品名称,本期（2018）,同期（2017）,同比±%
1,精炼铜（电解铜）,47.3,43.18,9.54
2,黄金,19.5（吨）,19.2（吨）,1.56
"""

HEADLINE = """\
indicator,entity,area,period,printed,unit,scope,quotation,section
firms,cluster,city,2018,131家,家,above_scale,规模以上企业131家,第一章
revenue,cluster,city,2018,813.9亿元,亿元,above_scale,营业收入813.9亿元,第一章
revenue_yoy,cluster,city,2018,增长14.9%,%,above_scale,同比增长14.9%,第一章
"""

FOLDER = "plan/2019-11"


def write_plan_folder(
    data: Path,
    *,
    plan: str = PLAN,
    goals: str = GOALS,
    production: str = PRODUCTION,
    headline: str = HEADLINE,
    has_records: bool = True,
) -> Path:
    """Write a plan folder, each raw file with a true source record, and return it."""
    raw = data / "raw"
    (raw / FOLDER).mkdir(parents=True, exist_ok=True)
    (raw / "plan.yml").write_text(plan, encoding="utf-8")
    (raw / "goals.yml").write_text(goals, encoding="utf-8")
    for name, text in (("production.csv", production), ("headline.csv", headline)):
        path = raw / FOLDER / name
        path.write_text(text, encoding="utf-8")
        if has_records:
            path.with_name(f"{name}.source.yml").write_text(source_record(sha256_of(path)), encoding="utf-8")
    return data


def source_record(sha256: str) -> str:
    texts = {
        f"{name}_{lang}": "text"
        for name in ("document", "publisher", "transcription", "licence")
        for lang in ("zh", "en")
    }
    record = {**texts, "published_on": "2019-11", "section": "第一章", "sha256": sha256}
    return yaml.safe_dump(record, allow_unicode=True, sort_keys=False)
