"""The reference of the profile language: shipped profiles, every key, formats, rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scoring.importing.profile.lint import KINDS
from scoring.importing.profile.profiles import (
    Csv,
    Derived,
    Latest,
    Profile,
    Proven,
    RosterColumn,
    Violations,
    Xlsx,
    load_profile,
    proven_on,
)
from scoring.importing.profile.readings import (
    Attribution,
    ConstantReading,
    DurationReading,
    Event,
    Fill,
    FlagReading,
    KeptReading,
    LaterReading,
    NumberReading,
    Numbers,
    Reading,
    StampReading,
    TextReading,
    TruthReading,
    Who,
)
from scoring.importing.reading.formats import DIRECTIVES
from scoring.plan.nodes import Node
from scoring.plan.words import expected, hint_of
from scoring.shipped import find_profile, shipped_profiles

_BLOCKS: dict[str, type[Node]] = {
    "the profile": Profile,
    "proven": Proven,
    "csv": Csv,
    "xlsx": Xlsx,
    "numbers": Numbers,
    "repeats": Latest,
    "attribution": Attribution,
    "a person": Who,
    "every reading": Reading,
    "fill": Fill,
    "event": Event,
    "read: text": TextReading,
    "read: constant": ConstantReading,
    "read: stamp": StampReading,
    "read: stamp_plus_duration": LaterReading,
    "read: duration": DurationReading,
    "read: whole, decimal": NumberReading,
    "read: boolean": TruthReading,
    "read: flag": FlagReading,
    "read: kept": KeptReading,
    "roster": Derived,
    "roster column": RosterColumn,
}
_LANGUAGE = """\
Keys in bold must be written wherever their block is; no other key is known. How a column may be
read depends on its kind in [the contract](#interactionsparquet):
{ways}.
A column of your own, `x_…`, has the kind of its reading. `interaction_id`, `created_at` and whom to
credit must be there."""
_COUNTED = """\
`fill`, `keep`, `repeats` and `blank-where`, the profile's own cleaning; `other-assignee`,
`other-resolver` and `other-column`, rows that name another person than the one credited; and
`roster-conflict` and `roster-text`, roster values that an agent's rows do not agree on or that a
roster cannot hold."""
_FORMATS = f"""\
### Stamps

A format is plain text and {" ".join(f"`{name}`" for name in DIRECTIVES)}. It reads strictly: all of
the text or none. `%Y` is four digits, `%y %m %d %H %I %M %S` two; with a hyphen, `%-d`, one or two
without a leading zero, so list both where an export has both. `%b` and `%a` are the first three
letters of English names (and Sept), `%B` and `%A` whole ones, in any capitals; a weekday that
contradicts its date does not fit. `%I` goes with `%p`: AM, a.m. or 上午. `%f` takes up to nine
digits, zeros beyond the sixth. A space may be one that does not break. `%z` is an offset such as
`+0800`, `+08:00`, `+08` or `Z`; it counts, and the zone then does not. `unix_s` and `unix_ms`, each
alone, count from 1970 in UTC with up to six or three decimals. Any other letter, such as the `T` of
`%Y-%m-%dT%H:%M:%S`, an offset that is not true or the name of a zone, is plain text.

A zone is a name such as `Asia/Shanghai`; letters such as CST are not, since they mean several. A
clock that never changes is `Etc/GMT-8` for UTC+8 (the sign is turned round) or `UTC`.

### Numbers

Digits, in threes where `grouping` names a sign between them, and decimals after the `mark`; `-`,
`−` or `+` stands directly before them. Nothing else is a number: no exponent, no other mark, no
digits of another script. `words` are looked up first, whole and in their own capitals; `affixes`
may stand before or after the number, with spaces between. `round: exact` refuses a number with more
places than the column keeps; a mode such as `half_up` rounds it, once, from its decimal text.

### Durations

A number of `s`, `min`, `h` or `d`; or parts: of `h:m:s` (`26:05:09`), `h:m` and `m:s` the first
part may be of any size and the others are two digits below 60; `d h:m:s` is `3 12:05:09`, its days
left out where there are none; `words` is `3 Days 12 Hours`, `1h 20m` or `90 sec`, the larger unit
first, and a day is 24 hours. A leading minus makes the whole negative: `read: kept` asks for
nothing else, so that `-0:00` is a broken promise; as a duration it breaks
`negative-duration`.

### No value

First, a text under `nulls` is no value; a text of several columns is none where one of them is.
Then `blank_where` takes values out, and `fill` stands in where the export says nothing, never where
`blank_where` took something out. What is filled in is read like any other text.

### Words

Words in `nulls`, conditions, `true_words`, `among` and `words` are compared whole and with their
capitals, after `trim`; only the names of columns are compared loosely."""


def profile_reference() -> str:
    """Return all that a profile may say, in Markdown: formats, every key and every rule."""
    formats = f"## Formats, numbers and durations\n\n{_FORMATS}\n"
    return f"{_profiles()}\n{formats}\n{_language()}\n{_rules()}"


def _profiles() -> str:
    lines = [
        "## Shipped profiles",
        "",
        "`plaudit import --profile zendesk …`. Copy the nearest one and change it. One that has",
        "met no real export says so here, in its header and in every report.",
        "",
        "| profile | proven on | zone | makes | roster |",
        "|---|---|---|---|---|",
    ]
    lines += [_profile(load_profile(find_profile(name)).profile) for name in shipped_profiles()]
    return "\n".join([*lines, ""])


def _profile(profile: Profile) -> str:
    roster = "none"
    if profile.roster != "none":
        roster = "derived: " + ", ".join(["agent_id", "from_date", *profile.roster.columns])
    columns = ", ".join(profile.columns)
    return (
        f"| [{profile.profile}](profiles/{profile.profile}.yaml): {profile.title.en} "
        f"| {proven_on(profile)} | {profile.zone} | {columns} | {roster} |"
    )


def _language() -> str:
    """List every key of a profile, block by block, from the models that read it."""
    kinds = {kind: [way for way in KINDS if KINDS[way] == kind] for kind in KINDS.values()}
    ways = ";\n".join(f"{kind} by {_words(ways)}" for kind, ways in kinds.items())
    lines = ["## Every block and key", "", _LANGUAGE.format(ways=ways), ""]
    lines += ["| block | key | write | what it says |", "|---|---|---|---|"]
    for title, block in _BLOCKS.items():
        lines += [
            f"| {title} | {_key(field.alias or name, required=field.is_required())} "
            f"| {_written(name, field)} | {field.description} |"
            for name, field in block.model_fields.items()
            if field.description
            and (name not in Reading.model_fields or block in (Reading, Profile))
        ]
    return "\n".join([*lines, ""])


def _written(name: str, field: Any) -> str:
    """Say what may stand at a key, in a cell of a table."""
    said = expected(hint_of(field))
    if name == "violations":
        return "every [rule](#rules-of-an-import)"
    return "conditions" if "what must hold" in said else said


def _words(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _key(name: str, *, required: bool) -> str:
    return f"**`{name}`**" if required else f"`{name}`"


def _rules() -> str:
    said = " ".join((Violations.__doc__ or "").split()).replace(" `", "\n`", 1)
    said += " Every rule must be written. Beside them the report counts what no rule decides:\n"
    said += _COUNTED
    lines = ["## Rules of an import", "", said, ""]
    lines += ["| rule | write | what breaks it |", "|---|---|---|"]
    lines += [
        f"| `{field.alias}` | {expected(hint_of(field))} | {field.description} |"
        for field in Violations.model_fields.values()
        if field.alias
    ]
    return "\n".join([*lines, ""])
