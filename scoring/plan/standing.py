"""Where an agent stands: gates, and in time tiers and ranks."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from scoring.plan.conditions import When
from scoring.plan.nodes import Label, Name, Node, Number


class CapScore(Node):
    """The score is at most this."""

    cap_score: Number


class Gate(Node):
    """A condition that caps the score or vetoes the bonus (一票否决)."""

    name: Name
    when: When
    then: Literal["veto"] | CapScore = Field(
        description="veto: score and rank stay, and nothing is paid or awarded"
    )
    why: Label = Field(description="printed on the statement")
