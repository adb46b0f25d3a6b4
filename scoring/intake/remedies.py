"""What to do about a rule that rows broke: one remedy each, in words for whoever can mend it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

CONSEQUENCES: Mapping[str, str] = {
    "row": "row set aside",
    "field": "field blanked",
    "emptied": "field emptied",
    "filled": "field filled 填充",
    "filtered": "row filtered 筛选",
    "repeated": "repeat dropped 去重",
    "superseded": "row superseded 去重",
    "kept": "kept, counted",
}
"""What became of it, in words."""


class Remedy(NamedTuple):
    """What to do: where the data comes from, and in the profile of an import."""

    source: str
    profile: str = ""

    def told(self, *, imported: bool) -> str:
        """Say it; data that was not imported has no profile to mend."""
        return f"{self.source} Or {self.profile}" if imported and self.profile else self.source


_NOTHING = "Nothing to mend: the profile's `{}` asks for it."
_CREDITED = Remedy("Nothing to mend where `attribution.credit` of the profile names whom you mean.")

REMEDIES: Mapping[str, Remedy] = {
    "null-id": Remedy("Export the id with every row."),
    "null-value": Remedy(
        "Export the value with every row.", "give the column a `fill` in the profile."
    ),
    "repeated-id": Remedy(
        "Export each id once.",
        "say in the profile's `repeats` which row counts, by `keep_last_by`.",
    ),
    "repeated-row": Remedy(
        "Export each row once.", "write `repeats: identical_ok` in the profile."
    ),
    "unknown-agent": Remedy("Add the agents to the roster, under the ids that the rows have."),
    "not-finite": Remedy("Export no value instead of NaN or infinity."),
    "not-a-number": Remedy(
        "Mend the numbers in the export.",
        "look at `numbers`, `words`, `affixes` and `nulls` in the profile.",
    ),
    "too-many-places": Remedy(
        "Export fewer decimal places, and stamps to the microsecond.",
        "name a way to `round` in the profile.",
    ),
    "blank-text": Remedy(
        "Export no value instead of white space.",
        'write `trim: true` and "" among the `nulls` of the profile.',
    ),
    "unsafe-text": Remedy(
        "Remove what does not show from the export, and shorten what is too long."
    ),
    "unknown-word": Remedy("Mend the words in the export.", "declare them in the profile."),
    "out-of-range": Remedy(
        "Mend the values in the export.", "look at `unit` and `numbers` in the profile."
    ),
    "out-of-scale": Remedy(
        "Hold `scales` of the plan against the survey: one of the two is wrong.",
        "look at `scale` in the profile.",
    ),
    "negative-duration": Remedy(
        "Mend the stamps or the duration in the export.",
        "look at `zone` and `formats`, and at `unit`, in the profile.",
    ),
    "passed-over-done": Remedy("Mend the checks in the export: no more can pass than are made."),
    "unparsable-stamp": Remedy(
        "Mend the stamps in the export.", "add their format to `formats` in the profile."
    ),
    "ambiguous-stamp": Remedy(
        "Export stamps that say which is the month.",
        "leave one of the two `formats` in the profile.",
    ),
    "zone-gap": Remedy(
        "Export in UTC: the clock never showed this time.", "look at `zone` in the profile."
    ),
    "zone-overlap": Remedy(
        "Export in UTC: the clock showed this time twice, and nobody can tell which is meant."
    ),
    "response-after-resolution": Remedy("Find out which of the two stamps is wrong."),
    "roster-conflict": Remedy("Write a roster, and put it in place of the derived one."),
    "roster-text": Remedy("Write a roster, and put it in place of the derived one."),
    "blank-where": Remedy(_NOTHING.format("blank_where")),
    "fill": Remedy(_NOTHING.format("fill")),
    "keep": Remedy(_NOTHING.format("keep")),
    "repeats": Remedy(_NOTHING.format("repeats")),
    "other-assignee": _CREDITED,
    "other-resolver": _CREDITED,
    "other-column": _CREDITED,
}
"""The remedy of each rule that rows can break, or that an import applies to them."""

ELSE = Remedy("Look at the rows named, and mend them where they come from.")
"""The remedy of a rule that an import of another version knew."""
