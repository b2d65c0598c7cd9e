"""Write the page of every declared field, in both languages, and the JSON schemas by which editors complete and check them.

The fields, their types and defaults are those of the models; what each is for stands in field_words.yml.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, get_args

import yaml
from pydantic import BaseModel

from lcanalysis.declarations.yaml_files import Declared
from lcanalysis.definition import Definition
from lcanalysis.goals.goals import DeclaredGoals
from lcanalysis.intake.sources import SourceRecord
from lcanalysis.runner.run_plan import Suite

ROOT: Final = Path(__file__).resolve().parent.parent
MODELS: Final[dict[str, type[Declared]]] = {
    "plan": Definition, "goals": DeclaredGoals, "source": SourceRecord, "suite": Suite,
}  # fmt: skip
LANGUAGES: Final = ("zh", "en")
WORDS: Final = Path(__file__).with_name("field_words.yml")
FILES: Final = {"plan": "plan.yml", "goals": "goals.yml", "source": "FILE.source.yml", "suite": "suite.yml"}
SAID: Final[dict[str, tuple[str, str]]] = {
    "title": ("规划文件的字段", "Every field of a plan's files"),
    "lead": (
        (
            "本页由 `scripts/list_fields.py` 按程序的数据模型生成。`lcanalysis new` 写出的文件第一行指向同样内容的 JSON 模式，"
            "编辑器（如装有 YAML 插件的 VS Code）据此补全字段、提示含义、标出错误。文件改好后运行 `lcanalysis clean`，"
            "它逐行指出每一处错误。哈希由命令写入，任何人都不用手填。"
        ),
        (
            "This page is made from the models by `scripts/list_fields.py`. The first line of the files that `lcanalysis new` writes "
            "names a JSON schema with the same contents, by which editors (VS Code with its YAML extension, for one) complete fields, "
            "say what they mean and mark mistakes. After a change, `lcanalysis clean` names every fault with its line. Hashes are "
            "written by the commands; nobody types one."
        ),
    ),
    "head": ("| 字段 | 内容 | 不写时 | 含义 |", "| field | holds | if left out | meaning |"),
    "required": ("必填", "required"),
    "list": ("列表：{0}", "list of {0}"),
    "by": ("按名称：{0}", "by name: {0}"),
    "text": ("文字", "text"),
    "true": ("true 或 false", "true or false"),
    "number": ("整数", "whole number"),
    "any": ("任意", "anything"),
    "none": ("无", "nothing"),
}


def said(key: str, lang: str) -> str:
    """Return a phrase of the page."""
    return SAID[key][LANGUAGES.index(lang)]


def meaning(words: dict[str, dict[str, list[str]]], model: type[BaseModel], field: str, lang: str) -> str:
    """Return what a field is for; a field without words is an error."""
    for name in (*(each.__name__ for each in model.__mro__), "any"):
        if field in words.get(name, {}):
            return str(words[name][field][LANGUAGES.index(lang)])
    raise KeyError(f"{model.__name__}.{field} has no words in {WORDS.name}")


def models(root: type[BaseModel], path: str) -> Iterator[tuple[str, type[BaseModel]]]:
    """Yield a model and all that its fields hold, each once, with the path to it."""
    waiting, seen = [(path, root)], set()
    while waiting:
        where, model = waiting.pop(0)
        if model in seen:
            continue
        seen.add(model)
        yield where, model
        for name, field in model.model_fields.items():
            waiting += [(f"{where}.{name}" if where else name, inner) for inner in held(field.annotation)]


def held(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the models that a type holds."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from held(inner)


def holds(schema: Any, paths: dict[str, str], lang: str) -> str:
    """Return in words what a field holds, from its schema."""
    schema = schema if isinstance(schema, dict) else {}
    if "$ref" in schema:
        path = paths[schema["$ref"].rpartition("/")[2]]
        return f"[{path}](#{anchor(path)})"
    if "anyOf" in schema:
        parts = [
            holds(one, paths, lang) for one in schema["anyOf"] if one.get("type") != "null" and one.get("const") != ""
        ]
        return " / ".join(dict.fromkeys(parts))
    if "enum" in schema or "const" in schema:
        return ", ".join(f"`{one}`" for one in schema.get("enum", [schema.get("const")]))
    kind = schema.get("type")
    if kind == "array":
        inner = schema.get("items") or {"anyOf": schema.get("prefixItems", [])}
        return said("list", lang).format(holds(inner, paths, lang))
    if kind == "object":
        return said("by", lang).format(holds(schema.get("additionalProperties") or {}, paths, lang))
    return said({"string": "text", "boolean": "true", "integer": "number"}.get(str(kind), "any"), lang)


def anchor(path: str) -> str:
    """Return the anchor of a heading, as GitHub and MyST make it."""
    return path.replace(".", "").lower()


def page(lang: str) -> str:
    """Return the page of all fields."""
    words = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    parts = [f"# {said('title', lang)}", said("lead", lang)]
    for name, root in MODELS.items():
        found = list(models(root, ""))
        paths = {model.__name__: f"{name}.{path}" if path else name for path, model in found}
        for path, model in found:
            schema = model.model_json_schema(mode="validation")
            heading = f"## {FILES[name]}" if not path else f"### {name}.{path}"
            rows = [said("head", lang), "| --- | --- | --- | --- |"]
            for field, about in model.model_fields.items():
                default = (
                    about.get_default(call_default_factory=True, validated_data={}) if not about.is_required() else None
                )
                left = said("required", lang) if about.is_required() else shown(default, lang)
                what = holds(schema["properties"][field], paths, lang)
                rows.append(f"| `{field}` | {what} | {left} | {meaning(words, model, field, lang)} |")
            parts += [heading, "\n".join(rows)]
    return "\n\n".join(parts) + "\n"


def shown(default: Any, lang: str) -> str:
    """Return a default as YAML writes it, or that there is none."""
    if default in (None, (), "", [], {}) or isinstance(default, BaseModel):
        return said("none", lang)
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return f"`{json.dumps(default, ensure_ascii=False)}`"


def schema_of(name: str, lang: str) -> str:
    """Return the JSON schema of a file, with the meaning of each field in one language."""
    words = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    root = MODELS[name]
    schema = root.model_json_schema()
    by_name = {model.__name__: model for _, model in models(root, "")}
    for model, part in [(root, schema), *((by_name[key], one) for key, one in schema.get("$defs", {}).items())]:
        part.pop("description", None)
        for field, about in part["properties"].items():
            about.pop("title", None)
            about["description"] = meaning(words, model, field, lang)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": FILES[name]}
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def written() -> dict[Path, str]:
    """Return every file that is made, with its contents."""
    pages = {ROOT / "docs" / lang / "fields.md": page(lang) for lang in LANGUAGES}
    schemas = {
        ROOT / "docs" / "schemas" / f"{name}.{lang}.json": schema_of(name, lang)
        for name in MODELS
        for lang in LANGUAGES
    }
    return pages | schemas


def main() -> None:
    """Write pages and schemas."""
    for path, text in written().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
