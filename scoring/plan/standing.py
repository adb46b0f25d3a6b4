"""Gates: the conditions that cap, void or veto, and what they are at."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import Field

from scoring.plan.conditions import When
from scoring.plan.nodes import Label, Name, Node, Number

Level: TypeAlias = Literal["measure", "component", "group", "score"]
"""Where gates act, from first to last; a veto looks with those of the score."""


class Cap(Node):
    """What the gate is at cannot be better than this.

    A value, points or a score are at most this; the value of a measure where lower is better is at
    least this.
    """

    cap: Number


class Part(Node):
    """What a gate is at, where it is not the score; exactly one of the keys."""

    measure: Name | None = Field(default=None, description="the value of this measure")
    component: Name | None = Field(default=None, description="the points of this component")
    group: Name | None = Field(default=None, description="the score of this group")


class Gate(Node):
    """A condition that caps or voids a measure, a component, a group or the score, or vetoes pay.

    A veto is the 一票否决 of the bonus. What it may ask, and when it looks, stands under
    [gates](#gates-and-vetoes).
    """

    name: Name
    title: Label | None = Field(
        default=None,
        description="what people call it, in English and Chinese; its name, if left out",
    )
    when: When = Field(description="the gate closes where this holds")
    target: Literal["score"] | Part | None = Field(
        default=None,
        alias="at",
        description="what it caps or voids; a veto has none, any other must say it",
    )
    then: Literal["veto", "void"] | Cap = Field(
        description="veto: score and rank stay, and nothing is paid or awarded; void: it is worth "
        "nothing, so that a measure has no value, and a component, a group or the score is 0; "
        "cap: it cannot be better than this"
    )
    why: Label = Field(description="printed on the statement")

    @property
    def level(self) -> Level:
        """Return where it acts; a veto acts beside the score."""
        if not isinstance(self.target, Part):
            return "score"
        if self.target.measure is not None:
            return "measure"
        return "group" if self.target.component is None else "component"

    @property
    def part(self) -> str:
        """Return the name of the measure, component or group that it is at; empty for the score."""
        if not isinstance(self.target, Part):
            return ""
        return self.target.measure or self.target.component or self.target.group or ""
