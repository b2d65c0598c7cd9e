"""What is to be delivered: the section `deliver` of the run plan, and what the environment adds to it."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field, PositiveInt, StringConstraints, ValidationError

from lcanalysis.declarations.yaml_files import Declared
from lcanalysis.errors import UsageError
from lcanalysis.runner.delivery import SECRETS
from lcanalysis.wording import Lang


def _require_open(name: str) -> str:
    if name.upper().startswith(SECRETS):
        raise ValueError(f"{SECRETS}* is for the mail alone")
    return name


Text = Annotated[str, StringConstraints(min_length=1)]
Address = Annotated[str, StringConstraints(pattern=r"^[^\s@,<>]+@[^\s@,<>]+$")]
Variable = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$"), AfterValidator(_require_open)]

HOOK: Final = "LCANALYSIS_DELIVER_HOOK"
TO: Final = "LCANALYSIS_DELIVER_TO"
FOLDER: Final = "LCANALYSIS_DELIVER_FOLDER"
ENVIRONMENT: Final = "LCANALYSIS_DELIVER_ENVIRONMENT"
VARIABLES: Final = (HOOK, TO, FOLDER, ENVIRONMENT)


class Hook(Declared):
    """A command that is run with the edition's folder as its last argument, by no shell; it is ended after `timeout_s`.

    `environment` names the variables that it is given besides those that every program needs.
    """

    command: Annotated[list[Text], Field(min_length=1)]
    timeout_s: PositiveInt = 60
    environment: list[Variable] = Field(default_factory=list)


class Email(Declared):
    """A message to `to`; `attach` are patterns of files of the edition, in which ``{lang}`` is the message's language."""

    to: Annotated[list[Address], Field(min_length=1)]
    lang: Lang = "zh"
    attach: list[Text] = Field(default_factory=lambda: ["briefing.{lang}.html"])


class Webhook(Declared):
    """A JSON file for each edition, written into `folder`; another service picks it up."""

    folder: Text


class Deliver(Declared):
    """All of `deliver`; nothing is delivered by default. Relative paths are from the repository.

    It is taken from the installation's own run plan alone, never from that of a plan folder.
    """

    hook: Hook | None = None
    email: Email | None = None
    webhook: Webhook | None = None


def with_environment(declared: Deliver, environment: Mapping[str, str] = os.environ) -> Deliver:
    """Return what is declared, with what the environment declares in its place.

    Raises `UsageError` if a variable does not hold what it must.
    """
    given: dict[str, Any] = declared.model_dump()
    if environment.get(HOOK):
        given["hook"] = (given["hook"] or {}) | {"command": _words(environment[HOOK])}
    if environment.get(ENVIRONMENT) and given["hook"]:
        given["hook"] |= {"environment": [name.strip() for name in environment[ENVIRONMENT].split(",")]}
    if environment.get(TO):
        addresses = [address.strip() for address in environment[TO].split(",")]
        given["email"] = (given["email"] or {}) | {"to": addresses}
    if environment.get(FOLDER):
        given["webhook"] = {"folder": environment[FOLDER]}
    try:
        return Deliver.model_validate(given)
    except ValidationError as problem:
        detail = problem.errors()[0]
        raise UsageError(
            "delivery.bad_environment", names=VARIABLES, found=repr(detail["input"])[:80], what=detail["msg"]
        ) from None


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:  # a quote that is never closed
        return []


def require_environment() -> None:
    """Check what the environment declares, before anything runs.

    Raises `UsageError` if a variable does not hold what it must.
    """
    with_environment(Deliver())
