"""The way to each pay line on a statement: a row for each step, in the words of its reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from scoring.again.pay_steps import LineSteps
from scoring.again.pay_texts import PLACES, Number, StepText
from scoring.exact import fixed
from scoring.exact.money import MINOR_PLACES
from scoring.outputs.titles import both, title_of
from scoring.report.titles import Titles
from scoring.report.tongue import Tongue

_TIMES = "×\N{NO-BREAK SPACE}"
_FORMS = {"calendar_days", "working_days", "months"}
_LIMITED = {"cap": "lowers", "floor": "raises"}


class StepRow(NamedTuple):
    """A step in words.

    Attributes:
        title: what is done.
        factor: what with: `× 1.1`, `31/31`, a limit; empty where there is nothing.
        amount: what the line comes to; empty where that does not change by it.
        origin: the line of the plan that says so.
    """

    title: str
    factor: str
    amount: str
    origin: str


class _Line(NamedTuple):
    """A pay line of an agent, with what its steps are told by."""

    titles: Titles
    tongue: Tongue
    steps: LineSteps
    tier: str

    @property
    def start(self) -> Any:
        """Return what the line starts from, as the plan has it."""
        return self.titles.plan["pay"][self.steps.path[1]]["start"]

    def measure(self, name: str) -> str:
        """Return what a measure is called."""
        return both(self.titles.plan["measures"][name]["title"])[self.tongue.language]


def step_rows(titles: Titles, tongue: Tongue, line: LineSteps, tier: str = "") -> list[StepRow]:
    """Return the steps of a pay line of one agent; nothing where there is no such line.

    Args:
        titles: what the plan calls its pieces.
        tongue: the language.
        line: the line, step by step.
        tier: the agent's tier, for a coefficient that goes by it.
    """
    said = _Line(titles, tongue, line, tier)
    if line.why:
        return []
    return [row for step in _told(line) for row in _rows(said, step)]


def why_not(tongue: Tongue, line: LineSteps) -> str:
    """Say why an agent has no such line; nothing of a line that there is."""
    return tongue(f"why_{line.why.replace('-', '_')}") if line.why else ""


class _Step(NamedTuple):
    """A step, and what the line came to before it."""

    said: StepText
    before: Number | None


def _told(line: LineSteps) -> Iterator[_Step]:
    before: Number | None = None
    whole = False
    for step in line.steps:
        if not (step.kind == "by_rates" and whole and step.here):  # one rate is told as one step
            yield _Step(step, before)
        whole = step.kind == "slice" and "bands" not in step.path
        before = step.amount


def _rows(line: _Line, step: _Step) -> Iterator[StepRow]:
    said, tongue = step.said, line.tongue
    amount = "" if said.amount is None else _amount(line, said.amount)
    if said.kind in ("rounding", "part") and said.amount is not None:
        amount = tongue.amount(said.amount.text, line.steps.currency or "")
    yield StepRow(_title(line, step), _factor(line, said), amount, said.origin)


def _title(line: _Line, step: _Step) -> str:
    told = _TITLES.get(step.said.kind)
    return line.tongue(f"step_{step.said.kind}") if told is None else told(line, step)


def _multiplier(line: _Line, step: _Step) -> str:
    return title_of(line.titles.plan, step.said.path)[line.tongue.language]


def _limit(line: _Line, step: _Step) -> str:
    said = step.said
    moved = step.before is not None and said.amount != step.before
    how = "_off" if not said.here else f"_{_LIMITED[said.kind]}" if moved else ""
    return line.tongue(f"step_{said.kind}{how}")


def _slice(line: _Line, step: _Step) -> str:
    measure, (*_, band) = line.measure(line.start["measure"]), step.said.path
    if isinstance(band, str):
        return line.tongue("step_whole", measure=measure)
    return line.tongue("step_slice", measure=measure, number=band + 1)


def _part(line: _Line, step: _Step) -> str:
    return line.tongue("step_part", center=step.said.path[-1])


def _by_measure(line: _Line, step: _Step) -> str:
    said, measure = step.said, line.measure(line.start["measure"])
    if not said.here:
        key = "step_unserved" if said.kind == "by_rates" else "step_missing"
        return line.tongue(key, measure=measure)
    return line.tongue(f"step_{said.kind}", measure=measure)


def _coefficient(line: _Line, _: _Step) -> str:
    said = line.start["coefficient"]
    match said["on"]:
        case "tier":
            return line.tongue("step_coefficient_tier", tier=line.tier or "–")
        case "score":
            return line.tongue("step_coefficient_score")
        case "value" | "attainment":
            return line.tongue("step_coefficient_measure", measure=line.measure(said["measure"]))
    return line.tongue("step_coefficient")


def _proration(line: _Line, _: _Step) -> str:
    said, tongue = line.titles.plan["pay"][line.steps.path[1]]["proration"], line.tongue
    if said["by"] in _FORMS:
        title = tongue(f"step_{said['by']}")
    else:
        title = tongue("step_measured", measure=line.measure(said["measure"]))
    return title if said["fte"] == "ignore" else tongue("step_with_fte", said=title)


_TITLES: Mapping[str, Callable[[_Line, _Step], str]] = {
    "coefficient": _coefficient,
    "multiplier": _multiplier,
    "cap": _limit,
    "floor": _limit,
    "proration": _proration,
    "slice": _slice,
    "by_value": _by_measure,
    "by_attainment": _by_measure,
    "by_rates": _by_measure,
    "part": _part,
}
"""What is called by more than its kind."""


def _factor(line: _Line, said: StepText) -> str:
    """Say what a step multiplies by, reads, or holds an amount against."""
    if said.kind in ("cap", "floor"):
        return "" if said.factor is None or not said.here else _amount(line, said.factor)
    if said.kind == "proration" and said.of is not None:
        return _days(line.tongue, said.of, said.factor)
    of = "" if said.of is None or not said.here else _number(line.tongue, said.of)
    by = "" if said.factor is None else f"{_TIMES}{_number(line.tongue, said.factor)}"
    return f"{of} {by}".strip()


def _days(tongue: Tongue, of: Number, factor: Number | None) -> str:
    """Write the days or months that count over those of the period, and the fte beside them."""
    if factor is None or factor.about or (served := Fraction(of.text)) == 0:
        return of.text
    fte = Fraction(factor.text) / served
    if fte == 1:
        return of.text
    return f"{of.text} {_TIMES}{_number(tongue, Number(str(fte), about=False))}"


def _number(tongue: Tongue, number: Number) -> str:
    """Write a number; a fraction as it is, with about what it comes to."""
    if "/" not in number.text:
        return f"{'≈' if number.about else ''}{tongue.number(number.text)}"
    exact = Fraction(number.text)
    units = fixed.divide_one(exact.numerator * 10**PLACES, exact.denominator)
    text = tongue.number(fixed.text(units, PLACES).rstrip("0").rstrip("."))
    return text if Fraction(units, 10**PLACES) == exact else f"{number.text} ≈ {text}"


def _amount(line: _Line, number: Number) -> str:
    """Write money at the places of its currency at least, and a bare number of a pool as it is."""
    if "weight" in line.start:
        return _number(line.tongue, number)
    whole, _, digits = number.text.partition(".")
    places = MINOR_PLACES.get(line.steps.currency or "", 0)
    digits = digits.ljust(places, "0")
    text = f"{whole}.{digits}" if digits else whole
    return f"{'≈' if number.about else ''}{line.tongue.number(text)}"
