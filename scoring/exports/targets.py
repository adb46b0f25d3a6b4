"""A target that can be written for: a profile with the settings and maps that a company gave it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from scoring.errors import PlanError, Problem, UsageError, nearest
from scoring.exports.dialect import refusal
from scoring.exports.forms import misfit
from scoring.exports.lettering import names_written
from scoring.exports.lint import lint_export
from scoring.exports.profiles import ExportProfile, Extension, Mapped, Setting, Whose
from scoring.opening import reading
from scoring.plan.load import BYTES_MAX, read_model, read_yaml
from scoring.shipped import find_export

_EXTENDS = re.compile(rb"^extends\s*:", re.MULTILINE)
_SET = "--set"


class Target(NamedTuple):
    """What a run is written for.

    Attributes:
        profile: the whole profile.
        name: its name, or that of the company's profile on top of it.
        settings: the value of each setting that was given, by name.
        maps: the values of each map by what it goes by; None where they are the same.
        sha256: the digest of the profile's files.
    """

    profile: ExportProfile
    name: str
    settings: dict[str, str]
    maps: dict[str, Mapping[str, str] | None]
    sha256: str

    @property
    def currency(self) -> str | None:
        """The one currency in which the target keeps its amounts; None if it knows several."""
        named = [n for n, said in self.profile.settings.items() if said.form == "currency"]
        return self.settings[named[0]] if self.profile.currencies == "one" else None


class _Said(NamedTuple):
    """A value that was given for a setting, and where."""

    value: str
    where: str


def load_export(path: Path) -> ExportProfile:
    """Read a whole export profile and check all that it says.

    Raises:
        PlanError: with every problem found, each at `file:line:column`.
    """
    profile = read_model(path, ExportProfile)
    if problems := lint_export(profile):
        raise PlanError(problems)
    return profile


def load_target(to: str, given: Sequence[str] = ()) -> Target:
    """Read a profile by its shipped name or its path, with all that the company says of it.

    Args:
        to: a shipped name, or the path of a whole profile or of one that extends another.
        given: settings from the command line, each as `name=value`; they come before the file's.

    Raises:
        PlanError: a profile that cannot be used, or settings and maps that are missing or wrong;
            all of them are told.
        UsageError: neither a file nor a shipped name, or a setting of the command line that is
            none.
    """
    path = find_export(to)
    whose: tuple[Whose, ...]
    files: tuple[Path, ...]
    if _extends(path):
        own = read_model(path, Extension)
        base = _base(path, own)
        profile = load_export(base)
        name, whose, files = own.export, (profile.given, own), (base, path)
    else:
        profile = load_export(path)
        name, whose, files = profile.export, (profile.given,), (path,)
    if profile.proven.by == "template":
        raise PlanError(_unfinished(profile, files[0].resolve()))
    return _settled(profile, name, whose, given, _digest(files))


def _extends(path: Path) -> bool:
    """Tell whether a file is a profile on top of another, as far as it can be read."""
    try:
        return "extends" in read_yaml(path)
    except PlanError:  # what is wrong is told by whoever reads it as a model
        with reading(str(path)), path.open("rb") as file:
            return _EXTENDS.search(file.read(BYTES_MAX)) is not None


def _base(path: Path, own: Extension) -> Path:
    """Find the profile that a company's own one extends: by its name, or beside it."""
    beside, where = path.parent / own.extends, str(own.at("extends"))
    try:
        found = beside if beside.is_file() else find_export(own.extends)
    except UsageError as error:
        raise PlanError(error.problems[0]._replace(where=where)) from None
    if _extends(found):
        what = "the profile that it extends extends another one itself"
        raise PlanError(Problem("extends-twice", where, what, "Extend the whole profile."))
    return found


def _unfinished(profile: ExportProfile, path: Path) -> Problem:
    what = "this is a template, which knows no company's list of fields"
    hint = (
        f"Copy {path}, finish its columns by your own system's list, write proven: "
        "{by: own, on: …} and name your file."
    )
    return Problem("unfinished-template", str(profile.at("proven")), what, hint)


def _digest(files: Sequence[Path]) -> str:
    """Return one digest of the profile's files: of one file it is the file's own."""
    digests = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def _settled(
    profile: ExportProfile,
    name: str,
    whose: Sequence[Whose],
    given: Sequence[str],
    sha256: str,
) -> Target:
    said, maps = _in_files(whose)
    asked, wrong = _on_the_line(given, profile)
    said |= asked
    problems = [
        *_unknown(profile, whose),
        *_unfit(profile, said),
        *(p for one in whose for p in _unfit_maps(profile, one)),
        *_missing(profile, name, said, maps),
    ]
    if wrong:
        raise UsageError([*wrong, *problems])
    if problems:
        raise PlanError(problems)
    settings = {key: one.value for key, one in said.items()}
    return Target(profile, name, settings, maps, sha256)


def _in_files(
    whose: Sequence[Whose],
) -> tuple[dict[str, _Said], dict[str, Mapping[str, str] | None]]:
    """Gather what the files give; a later one comes before an earlier one, name by name."""
    said: dict[str, _Said] = {}
    maps: dict[str, Mapping[str, str] | None] = {}
    for one in whose:
        places = {key: str(one.at("settings", key)) for key in one.settings}
        said |= {key: _Said(value, places[key]) for key, value in one.settings.items()}
        maps |= {key: None if value == "same" else value for key, value in one.maps.items()}
    return said, maps


def _on_the_line(
    given: Sequence[str], profile: ExportProfile
) -> tuple[dict[str, _Said], list[Problem]]:
    """Part `name=value` into settings; what is none of the profile's is a problem."""
    found: dict[str, _Said] = {}
    problems = []
    for word in given:
        name, sign, value = word.partition("=")
        if not sign or not value:
            what, hint = "a setting is written name=value", "Write --set batch_id=B10."
            problems.append(Problem("not-a-setting", _SET, what, hint))
        elif name not in profile.settings:
            problems.append(_stranger("setting", name, _SET, list(profile.settings)))
        else:
            found[name] = _Said(value, f"{_SET} {name}")
    return found, problems


def _unknown(profile: ExportProfile, whose: Sequence[Whose]) -> Iterator[Problem]:
    for one in whose:
        for key in one.settings.keys() - profile.settings.keys():
            yield _stranger("setting", key, str(one.at("settings", key)), list(profile.settings))
        for key in one.maps.keys() - profile.maps.keys():
            yield _stranger("map", key, str(one.at("maps", key)), list(profile.maps))


def _stranger(what: str, name: str, where: str, known: list[str]) -> Problem:
    listed = f"Known: {', '.join(known)}." if known else "It has none."
    hint = nearest(name, known) or listed
    return Problem(f"unknown-{what}", where, f"'{name}' is no {what} of the profile", hint)


def _unfit(profile: ExportProfile, said: Mapping[str, _Said]) -> Iterator[Problem]:
    in_the_file = names_written(profile)
    for name, one in said.items():
        declared = profile.settings.get(name)
        if declared is None:
            continue
        if wrong := misfit(declared, one.value):
            yield Problem("wrong-setting", one.where, f"{name} is not {wrong}", declared.what)
        elif name in in_the_file and (wrong := refusal(one.value, profile.file)):
            yield Problem("wrong-setting", one.where, f"{name} {wrong}", declared.what)
        elif (first := said.get(declared.not_before or "")) and one.value < first.value:
            what = f"{name} lies before {declared.not_before}"
            yield Problem("wrong-setting", one.where, what, declared.what)


def _unfit_maps(profile: ExportProfile, whose: Whose) -> Iterator[Problem]:
    for name, given in whose.maps.items():
        declared = profile.maps.get(name)
        if declared is None or given == "same":
            continue
        place, written = str(whose.at("maps", name)), name in names_written(profile)
        for number, value in enumerate(given.values(), 1):
            wrong = misfit(declared, value)
            wrong = f"is not {wrong}" if wrong else ""
            wrong = wrong or (refusal(value, profile.file) if written else "")
            if wrong:
                what = f"value {number} of maps.{name} {wrong}"
                yield Problem("wrong-map", place, what, declared.what)


def _missing(
    profile: ExportProfile,
    name: str,
    said: Mapping[str, _Said],
    maps: Mapping[str, Any],
) -> Iterator[Problem]:
    """Yield every setting and map without which nothing can be written, with what it is."""
    for key, setting in profile.settings.items():
        if setting.needed and key not in said:
            hint = f"Give --set {key}=…, or settings in a profile that extends {profile.export}."
            yield _lacks(name, f"setting {key}", _asked(setting), hint)
    for key, mapped in profile.maps.items():
        if mapped.unmapped == "refuse" and key not in maps:
            hint = f"Give maps: {{{key}: …}} in a profile that extends {profile.export}."
            yield _lacks(name, f"map {key} by {mapped.by}", _asked(mapped), hint)


def _asked(declared: Setting | Mapped) -> str:
    choices = f" ({' or '.join(declared.choices)})" if declared.choices else ""
    return f"{declared.what}{choices}"


def _lacks(name: str, what: str, said: str, hint: str) -> Problem:
    return Problem("missing-setting", name, f"lacks the {what}: {said}", hint)
