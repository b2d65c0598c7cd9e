"""Small editions as they lie in their folders, written by hand: manifest, numbers and basis."""

import hashlib
import json
from copy import deepcopy
from pathlib import Path

HEADLINE = "development_plan/2019-11/headline.csv"
RESULTS = {
    "scorecard": {
        "verdict/cluster_revenue": {"value": "faster", "unit": "", "trace": [f"{HEADLINE} E3", "goals.yml"]},
        "goal/cluster_revenue/value": {"value": "1000", "unit": "亿元", "trace": ["goals.yml cluster_revenue"]},
        "scorecard/cluster_revenue/probability": {"value": "65", "unit": "%", "trace": [f"{HEADLINE} E3"]},
        "scorecard/cluster_revenue/required": {"value": "5.28", "unit": "%", "trace": [f"{HEADLINE} E3", "goals.yml"]},
    },
    "revenue": {
        "revenue/cluster/liaocheng/2018": {"value": "813.9", "unit": "亿元", "trace": [f"{HEADLINE} E3"]},
        "revenue/cluster/2022/low_90": {"value": "622.63", "unit": "亿元", "trace": ["reference/city_secondary"]},
        "revenue/cluster/2018/margin_change": {"value": "-0.4", "unit": "个百分点", "trace": [f"{HEADLINE} E5"]},
    },
}
BASIS = {
    "plan": {"title": {"zh": "聊城规划", "en": "Plan of Liaocheng"}, "area": "liaocheng"},
    "names": {
        "revenue": {"zh": "营业收入", "en": "revenue (main business)"},
        "cluster": {"zh": "产业集群", "en": "the cluster"},
        "liaocheng": {"zh": "聊城市", "en": "Liaocheng"},
    },
    "goals": {
        "cluster_revenue": {
            "name": {"zh": "产业集群营业收入", "en": "Revenue of the cluster"},
            "wanted": {"zh": "超过1000亿元", "en": "above 100 billion yuan"},
            "asks": ["level", "above", "1000", "亿元", "2018", "2022"],
            "values": ["1000"],
            "unit": "亿元",
            "trace": "goals.yml cluster_revenue",
        }
    },
    "qualitative": {
        "alliance": {
            "name": {"zh": "建立产业联盟", "en": "An industry alliance"},
            "text": {"zh": "建立铝加工产业联盟", "en": "建立铝加工产业联盟"},
            "trace": "goals.yml alliance",
        }
    },
    "written": {
        "cluster_revenue/reasons": {
            "name": {"zh": "产业集群营业收入：原因", "en": "Revenue of the cluster: reasons"},
            "text": {"zh": "铜价下跌（2020-03）", "en": "Copper fell (2020-03)"},
            "trace": "assessment.yml cluster_revenue",
        }
    },
    "figures": {"revenue/cluster/liaocheng/2018": {"value": "813.9", "unit": "亿元", "trace": f"{HEADLINE} E3"}},
    "findings": {
        "growth/revenue/cluster/2018": {
            "severity": "notice",
            "subject": "revenue/cluster/liaocheng/2018",
            "kind": "rounding",
            "place": f"{HEADLINE} E3 (row 3, 营业收入)",
            "published": "14.9",
            "recomputed": "14.8",
            "discrepancy": "0.1",
            "text": {"zh": "公布14.9%，复算14.8%。", "en": "Published 14.9%, recomputed 14.8%."},
        }
    },
}


def samples():
    """Return numbers and a basis that a test may change."""
    return deepcopy(RESULTS), deepcopy(BASIS)


def write_kept(folder: Path, results=RESULTS, basis=BASIS, *, failed=(), **manifest) -> Path:
    """Write an edition's own files, in Chinese and English, without its pages; return its folder."""
    files = {"results.json": json.dumps(results, ensure_ascii=False).encode()}
    if basis is not None:
        files["basis.json"] = json.dumps(basis, ensure_ascii=False).encode()
    runs = [
        {
            "id": run,
            "notebook": f"notebooks/{run}.ipynb",
            "language": lang,
            "status": "failed" if run in failed else "done",
            "title": {"zh": f"{run}页", "en": f"Page {run}"}[lang],
            "about": "",
            "verdict": {"zh": f"<strong>{run}的结论&amp;</strong>", "en": f"<strong>Verdict of {run} &amp;</strong>"}[
                lang
            ],
        }
        for run in dict.fromkeys([*results, *failed])
        for lang in ("zh", "en")
    ]
    document = {
        "edition": folder.name,
        "plan": "liaocheng",
        "vintages": ["2019-11"],
        "runs": runs,
        "data": {"data/raw/goals.yml": "0"},
        "outputs": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    } | manifest
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    (folder / "manifest.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return folder
