"""Lookups: what is read from a table by several columns of an agent, a number or money."""

from __future__ import annotations

from typing import Annotated, Generic, Literal

from pydantic import Field

from scoring.plan.curves import Gives
from scoring.plan.nodes import Node, Text

LookupColumn = Literal["tier", "region", "team", "role", "shift", "manager_id", "cost_center"]
LookupColumns = Annotated[tuple[LookupColumn, ...], Field(min_length=1)]


class Row(Node, Generic[Gives]):
    """A row of a lookup: the words of its columns, in their order, and what it gives."""

    words: tuple[Text, ...] = Field(alias="is", min_length=1)
    gives: Gives


class Lookup(Node, Generic[Gives]):
    """A table by several columns: what the row gives whose words are the agent's."""

    on: Literal["lookup"]
    by: LookupColumns
    rows: tuple[Row[Gives], ...] = Field(min_length=1)
    otherwise: Literal["refuse"] | Gives = Field(
        description="for others; or refuse: such an agent ends the run (exit 3)"
    )

    @property
    def every(self) -> tuple[Gives, ...]:
        """Return what each row gives, and last what others get, unless they are refused."""
        others = () if isinstance(self.otherwise, str) else (self.otherwise,)
        return (*(row.gives for row in self.rows), *others)
