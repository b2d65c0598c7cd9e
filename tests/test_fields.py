"""The page of every declared field and the schemas of editors: made from the models, current, and true of what is written."""

import importlib.util
import json

import jsonschema
import pytest
import yaml
from runner_project import ROOT

from lcanalysis.runner.office import lay_out

SCHEMAS = ROOT / "docs" / "schemas"


def script():
    path = ROOT / "scripts" / "list_fields.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_pages_and_schemas_are_those_of_the_models():
    made = script().written()
    stale = [path.name for path, text in made.items() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "run scripts/list_fields.py"
    assert {path.name for path in SCHEMAS.iterdir()} == {path.name for path in made if path.suffix == ".json"}


def test_no_words_are_kept_for_a_field_that_is_gone():
    module = script()
    words = yaml.safe_load(module.WORDS.read_text(encoding="utf-8"))
    found = {
        model.__name__: set(model.model_fields)
        for root in module.MODELS.values()
        for _, model in module.models(root, "")
    }
    every = set().union(*found.values())
    assert {
        (name, field) for name, held in words.items() for field in held if field not in found.get(name, every)
    } == set()
    assert all(len(pair) == 2 and all(pair) for held in words.values() for pair in held.values())


def errors(name, lang, document):
    schema = json.loads((SCHEMAS / f"{name}.{lang}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(document)]


def loaded(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_schemas_take_every_file_of_the_plans_here_and_name_a_misspelt_field(lang):
    for raw in (ROOT / "data" / "raw", *(ROOT / "plans").glob("*/raw")):
        for name in ("plan", "goals"):
            assert errors(name, lang, loaded(raw / f"{name}.yml")) == [], raw
        for path in raw.rglob("*.csv.source.yml"):
            assert errors("source", lang, loaded(path)) == [], path
    assert errors("suite", lang, loaded(ROOT / "notebooks" / "suite.yml")) == []
    misspelt = loaded(ROOT / "data" / "raw" / "goals.yml")
    misspelt["goals"][0]["qotation"] = misspelt["goals"][0].pop("quotation")
    assert any("qotation" in message for message in errors("goals", lang, misspelt))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_files_of_a_new_plan_name_their_schemas_and_fit_them(tmp_path, lang):
    lay_out(tmp_path / "office", lang)
    lay_out(tmp_path / "office" / "plans" / "second", lang)
    files = [
        path for path in (tmp_path / "office").rglob("*.yml") if path.name in {"plan.yml", "goals.yml", "suite.yml"}
    ]
    assert len(files) == 6
    for path in files:
        first = path.read_text(encoding="utf-8").splitlines()[0]
        schema = path.parent / first.removeprefix("# yaml-language-server: $schema=")
        assert schema.resolve().is_relative_to(tmp_path / "office" / "schemas"), first
        assert schema.read_bytes() == (SCHEMAS / schema.name).read_bytes()
        assert errors(path.stem, lang, loaded(path)) == []
