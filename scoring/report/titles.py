"""What people call the pieces of a run's plan, in one language, by the names that tables have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from scoring.outputs.titles import Title, line_title, member_titles, titles_at
from scoring.report.tongue import Language


class Titles(NamedTuple):
    """Titles by name.

    Attributes:
        plan: the plan as nested text.
        members: components and groups.
        gates, awards, actions: those of the plan.
        lines: pay lines that were asked for; what is found is kept.
    """

    plan: Any
    members: Mapping[str, Title]
    gates: Mapping[str, Title]
    awards: Mapping[str, Title]
    actions: Mapping[str, Title]
    lines: dict[str, Title]

    def line(self, name: str, language: Language) -> str:
        """Return what a line of pay is called: a pay line, a part of one, an award, settlement."""
        if name not in self.lines:
            self.lines[name] = line_title(self.plan, name)
        return self.lines[name][language]


def titles(plan: Any) -> Titles:
    """Gather the titles of a plan.

    Args:
        plan: the plan as nested text.
    """
    return Titles(
        plan,
        member_titles(plan),
        titles_at(plan, "gates"),
        titles_at(plan, "awards"),
        titles_at(plan, "actions"),
        {},
    )
