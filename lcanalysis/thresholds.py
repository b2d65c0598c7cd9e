"""The thresholds by which progress towards a goal is graded, with their sources; a plan may set its own.

95, 60 and 0 percent of the pace needed are those of Eurostat and of the methods that follow it (significant progress,
moderate progress, insufficient progress, movement away). 105 and the allowance of 5 in the due year are this suite's own: no
published threshold was found for 快于预期 and 基本完成.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, model_validator
from pydantic_core import PydanticCustomError

from lcanalysis.declarations.fields import DecimalText
from lcanalysis.declarations.yaml_files import Declared


def _require_percent(text: str) -> str:
    if not 0 <= Decimal(text) <= 1000:
        raise PydanticCustomError("no_percent", "no percent")
    return text


Percent = Annotated[DecimalText, AfterValidator(_require_percent)]


class Thresholds(Declared):
    """The block `assessment` of plan.yml, in percent.

    The first four are shares of the pace that a goal needs: from `faster` on it is ahead, from `on_track` on it is on
    schedule, below `limited` it hardly advances, and below `away` it moves away. `nearly` is a share of the way from base to
    goal: an expected goal that is short by less is nearly met in its due year.

    >>> Thresholds().on_track, Thresholds(on_track="90").on_track
    ('95', '90')
    """

    faster: Percent = "105"
    on_track: Percent = "95"
    limited: Percent = "60"
    away: Percent = "0"
    nearly: Percent = "5"

    @model_validator(mode="after")
    def _require_order(self) -> Self:
        ends = [Decimal(one) for one in (self.faster, self.on_track, self.limited, self.away)]
        if sorted(ends, reverse=True) != ends:
            raise PydanticCustomError("thresholds_out_of_order", "out of order")
        return self
