"""Types of the fields of declared files: texts that can be read, codes, files, periods and dates that there can be.

Each refuses what has the right form and cannot be meant. A model that is read in order to find the faults beyond its
fields (`LENIENT`) takes such values as they stand, so that all faults are told at once.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Final

from pydantic import AfterValidator, StringConstraints, ValidationInfo
from pydantic_core import PydanticCustomError

from lcanalysis.names import find_unseen, is_blank, is_code, is_raw_file
from lcanalysis.periods import PERIOD, YEARS, last_day

LENIENT: Final = {"is_lenient": True}
"""The context in which a declaration is read once more when fields of it are at fault."""
Check = Callable[[str], None]


def _checked(check: Check) -> AfterValidator:
    def require(text: str, info: ValidationInfo) -> str:
        if not (info.context or {}).get("is_lenient"):
            check(text)
        return text

    return AfterValidator(require)


def _require_seen(text: str, *, has_lines: bool = False) -> None:
    if not text:
        raise PydanticCustomError("string_too_short", "empty")
    unseen = find_unseen(text, has_lines=has_lines)
    if unseen is not None:
        raise PydanticCustomError("unseen", "unseen", {"character": f"U+{ord(unseen):04X}"})
    if is_blank(text):
        raise PydanticCustomError("blank", "blank")


def _require_prose(text: str) -> None:
    _require_seen(text, has_lines=True)


def _require_note(text: str) -> None:
    if text:
        _require_prose(text)


def _require_alias(text: str) -> None:
    if is_blank(text):
        raise PydanticCustomError("blank", "blank")


def _require_code(text: str) -> None:
    _require_seen(text)
    if not is_code(text):
        raise PydanticCustomError("no_code", "no code")


def _require_file(text: str) -> None:
    if not is_raw_file(text):
        raise PydanticCustomError("no_raw_file", "no file of raw/")


def _require_year(text: str) -> None:
    if text[:4].isdecimal() and int(text[:4]) not in YEARS:
        raise PydanticCustomError("no_year", "no year", {"first": str(YEARS[0]), "last": str(YEARS[-1])})


def _require_above_zero(text: str) -> None:
    if Decimal(text) <= 0:
        raise PydanticCustomError("not_above_zero", "not above zero")


def _require_date(text: str) -> str:
    try:
        last_day(text)
    except ValueError:
        raise PydanticCustomError("no_date", "no date of publication") from None
    return text


Text = Annotated[str, _checked(_require_seen)]
"""A name or a title: one line of characters that can be seen."""
Prose = Annotated[str, _checked(_require_prose)]
"""A quotation or another text of one or several lines."""
Note = Annotated[str, _checked(_require_note)]
"""Prose that may be empty."""
Printed = Annotated[str, StringConstraints(min_length=1)]
"""A text that must be as a file prints it, whatever its characters, such as a heading."""
Alias = Annotated[str, _checked(_require_alias)]
"""A name as files print it; something of it can be seen."""
Code = Annotated[str, _checked(_require_code)]
RawFile = Annotated[str, _checked(_require_file)]
Year = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$"), _checked(_require_year)]
Period = Annotated[str, StringConstraints(pattern=f"^{PERIOD}$"), _checked(_require_year)]
PublishedOn = Annotated[str, AfterValidator(_require_date), _checked(_require_year)]
DecimalText = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,15}(\.[0-9]{1,9})?$")]
Positive = Annotated[DecimalText, _checked(_require_above_zero)]


def _require_rows(rows: tuple[int, int]) -> tuple[int, int]:
    if not 1 <= rows[0] <= rows[1]:
        raise PydanticCustomError("no_rows", "no rows")
    return rows


HeaderRows = Annotated[tuple[int, int], AfterValidator(_require_rows)]
