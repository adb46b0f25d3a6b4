"""What a profile says of the columns of the export: named one way, used or ignored, asked well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scoring.errors import Problem, nearest, shortened
from scoring.importing.profile.headers import folded, others
from scoring.importing.profile.lint_readings import all_said
from scoring.importing.profile.profiles import Profile, sources
from scoring.plan.conditions import Test


def used_sources(profile: Profile) -> list[str]:
    """List the columns of the export that a profile uses, each once, in the profile's order."""
    readings = [*profile.readings.values(), *others(profile).values()]
    used = [name for reading in readings for name in sources(reading)]
    used += [test.column for test in profile.keep or ()]
    if profile.roster != "none":
        used += [column.source for column in profile.roster.columns.values()]
    return list(dict.fromkeys(used))


def sources_are_used_or_ignored(profile: Profile) -> Iterator[Problem]:
    """Find columns that are ignored and used, ignored twice, or written in two ways."""
    used = {folded(name): name for name in used_sources(profile)}
    for i, name in enumerate(profile.ignore):
        before = [folded(one) for one in profile.ignore[:i]]
        if folded(name) in used or folded(name) in before:
            what = (
                f"'{shortened(name)}' is ignored {'and used' if folded(name) in used else 'twice'}"
            )
            place = str(profile.at("ignore", i))
            yield Problem("contradiction", place, what, "Remove it from ignore.")
    for name in used_sources(profile):
        if (last := used[folded(name)]) != name:
            what = f"'{shortened(name)}' and '{shortened(last)}' name one column of the export"
            yield Problem("contradiction", str(profile.at("columns")), what, "Write it one way.")


def headers_name_one_column(profile: Profile) -> Iterator[Problem]:
    """Find other names that could be of two columns, and such of a column that nobody mentions."""
    mentioned = [*used_sources(profile), *profile.ignore]
    owners = {folded(name): name for name in [*mentioned, *profile.headers]}
    for name, aliases in profile.headers.items():
        place = str(profile.at("headers", name))
        if name not in mentioned:
            what = f"headers names '{shortened(name)}', which the profile neither uses nor ignores"
            hint = nearest(name, mentioned) or "Remove it."
            yield Problem("unused-header", place, what, hint)
            continue
        for alias in aliases:
            owner = owners.get(folded(alias))
            if owner is not None:
                what = f"headers has '{shortened(alias)}' for '{shortened(name)}'"
                same = "known as that anyway" if owner == name else f"'{shortened(owner)}' already"
                yield Problem("contradiction", place, f"{what}, which is {same}", "Remove one.")
            owners[folded(alias)] = name


def conditions_can_hold(profile: Profile) -> Iterator[Problem]:
    """Find conditions that ask an export's text for numbers, or for a word that means no value."""
    yield from _conditions("keep", profile.keep or (), profile.nulls)
    for said in all_said(profile):
        blank = getattr(said.reading, "blank_where", None) or ()
        yield from _conditions(f"{said.key}.blank_where", blank, profile.nulls)
        event = getattr(said.reading, "event", None)
        where = event.where if event is not None else ()
        yield from _conditions(f"{said.key}.event.where", where, profile.nulls)


def _conditions(key: str, tests: Sequence[Test], nulls: Sequence[str]) -> Iterator[Problem]:
    for test in tests:
        place, column = str(test.place), shortened(test.column)
        if test.at_least is not None or test.below is not None:
            what = f"{key} compares '{column}' as a number, and an export holds text"
            yield Problem("test-not-for-type", place, what, "List the words instead.")
        if lost := [word for word in test.one_of or () if word in nulls]:
            what = f"{key} asks '{column}' for '{shortened(lost[0])}', which is a word for no value"
            hint = "Write present: false for rows without a value."
            yield Problem("ambiguous-word", place, what, hint)
