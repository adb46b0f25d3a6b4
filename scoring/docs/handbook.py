"""The plan language for readers: `rules/README.md`, made from the model's own words.

Nothing here is written twice: what a key decides is the description of its field, what may stand
there follows from its type, and the examples are cut out of a shipped plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

from scoring.docs.company_page import company_page
from scoring.docs.handbook_conditions import CONDITIONS
from scoring.docs.handbook_curves import CURVES
from scoring.docs.handbook_gates import GATES
from scoring.docs.handbook_measures import LEDGERS, RESULTS, ROLLUPS
from scoring.docs.handbook_moves import MOVES
from scoring.docs.handbook_opening import opening
from scoring.docs.handbook_pay import PAY
from scoring.docs.handbook_pools import POOLS
from scoring.docs.handbook_proration import PRORATION
from scoring.docs.handbook_settlement import SETTLEMENT
from scoring.docs.handbook_so_far import SO_FAR
from scoring.docs.samples import FEW_FACTS
from scoring.docs.tiers import RANKS_AND_TIERS
from scoring.plan.conditions import Test, When
from scoring.plan.curves import Band, Deduction, Filled, Line, Point, Power, Slices, Table
from scoring.plan.load import load_plan
from scoring.plan.measuring import FactMeasure, MeasureBase, RowMeasure
from scoring.plan.model import Plan
from scoring.plan.nodes import Label, Node, Place
from scoring.plan.words import expected, fields_of, hint_of, is_node, is_union, members, unwrap

EXAMPLE_LINES = 26
"""Longer examples are left to the plans themselves."""

_FILTERS = """\
## Filters

`where` and `hits` name columns and what must hold for each; a row passes when all of them hold. An
empty column passes no test but `present: false`, `not` included.

| written | holds where the column |
|---|---|
| `channel: chat` | is that word |
| `channel: [chat, email]` | is one of them |
| `channel: {not: [chat, email]}` | has a value, and none of these |
| `csat: {at_least: 4}` | is a number of at least 4 |
| `handle_s: {at_least: 60, below: 600}` | is a number within, the upper edge left out |
| `resolved: true` | is true |
| `survey_at: {present: false}` | is empty |
"""

_REPEATS = """\
## Repeats

A problem **repeats** when the same customer comes with the same matter again, within so many days.
`kind: repeat_rate` counts the rows of the period that have such another row; what is the same
matter, `by` says.

| written | measures |
|---|---|
| `look: back`, `hits: repeated` | repeat problems 重复问题发生率, for whoever takes the repeat |
| `look: ahead`, `hits: repeated` | the same, for whoever had the matter before |
| `look: ahead`, `hits: not_repeated` | first-contact resolution 一次性解决率: nothing came after |

- Both rows are dated by `period_on`. A day is 24 hours, whatever clocks do: exactly `7 d` apart is
  within, one microsecond more is not. Rows of one instant are neither before nor after each other.
- The measured row lies in the period and passes `where`. The other one lies anywhere in the data,
  before the period or after it, and may be anybody's: of an agent in no plan, or of nobody. It
  must pass `among`, and `where` does not ask it. A row in quarantine is neither.
- Of three in a row, the second and the third repeat, each the one before it.
- A row whose customer, or another column of `by`, is empty is left out (`null_value`), and no row
  repeats it.
- The days looked at may reach beyond the data: before their first stamp, or after their last, as
  the last days of a month do that is exported at its end. Whether such a row is repeated nobody can
  know yet. `beyond_data: exclude` leaves it out, repeated or not, so that no day counts for more
  than another; `as_seen` judges it by the rows that are there. Either way a finding says how far
  the data reach, and how many rows it is. So export some days more than the period.
- A row that is looked at is used, in the account of rows, even where it is left out for that.

```yaml
repeat_problems:
  title: {en: Repeat problems, zh: 重复问题发生率}
  kind: repeat_rate
  by: [customer_id, category]
  within: 7 d
  look: back
  hits: repeated
  beyond_data: exclude
  per: 100
  unit: "%"
  better: lower
  places: 2
  period_on: created_at
  volume_min: 20
  missing: exclude
solved_at_once:
  title: {en: First-contact resolution, zh: 问题一次性解决率}
  kind: repeat_rate
  by: [customer_id, category]
  within: 7 d
  look: ahead
  hits: not_repeated
  beyond_data: exclude
  where: {resolved: true}
  among: {channel: {not: survey}}
  per: 100
  unit: "%"
  better: higher
  places: 2
  period_on: created_at
  volume_min: 20
  missing: exclude
```
"""


_WORKING_TIME = """\
## Working time

`calendar: wall` counts every second between two stamps. A calendar counts those at work (工作时间):
its name is that of a file in the data folder, `calendars/NAME.yaml`, which
[the dictionary](../datasets/README.md#calendarsnameyaml) explains. Where each region has its own,
the interaction's `region` chooses:

```yaml
of:
  elapsed:
    from: created_at
    to: first_response_at
    calendar:
      by: region
      in: {east-china: east, germany: berlin, night-desk: wall}
      otherwise: none
    reversed: exclude
```

A promise of two hours made on Friday at 17:00 is then kept on Monday morning. Holidays, breaks and
changes of the clock stand in the calendar and are reckoned to the microsecond; the whole seconds
are rounded down once, at the end. A row without both stamps has no duration, whatever its calendar.

Where the data tells when interactions waited for others (`holds.parquet`), every duration says what
becomes of it: `holds: subtract` takes that time off, within the stamps and the hours, and what
overlaps only once; `holds: ignore` counts it like any other.
"""


_CASES = """\
## Cases

`NAME.cases.yaml` says what must come out, in the author's words. Agents are letters; a measure
that is left out has no facts; `volumes` say how many facts a value has, and are enough if left
out. A ledger that is left out is one without events; a rollup is never stated, since it follows
from the agents of the case, each weighed by its volume. A total so far is stated like any other
measure: a case has one period, and nothing is added up in it; left out, it is not known.
`earlier: {score: 80, measures: {csat: 90}}` is what an earlier run says of an agent, and
`rates: {EUR: 0.128}` of a case what one unit of the plan's currency becomes;
`settled: {balances: {owed: 500}, adjustments: {J1: -50}}` what settlement takes; what it leaves,
`expect` has as `balances` and `lines`. What `expect` leaves out is not compared.
`plaudit schema cases` lists every key.

```yaml
plan: aftersales-monthly
period: 2026-10
cases:
  - name: fifteen of 31 days are paid
    given:
      A:
        measures: {csat: 92.50, response_in_promise: 95.00}
        volumes: {csat: 40}
        targets: {first_contact_resolution: {target: 85}}
        region: japan
        currency: JPY
        bonus_base: 300000
        employed_days: 15
    expect:
      A: {points: {csat: 92}, score: 89.33, tier: B, pay: {bonus: 43548}, awards: []}
```
"""


def plan_language(plans: list[Path]) -> str:
    """Return the page that explains the plan language, in Markdown.

    Args:
        plans: the shipped plans; examples are cut out of them, the first that has one.
    """
    examples = _examples(plans)
    parts = [opening(plans), _section(Plan, "The file", examples)]
    parts += [_section(model, _title(model), examples) for model in _blocks()]
    beside_rows = (RESULTS, LEDGERS, ROLLUPS, SO_FAR, FEW_FACTS)
    said = (
        _FILTERS,
        CONDITIONS,
        GATES,
        CURVES,
        RANKS_AND_TIERS,
        MOVES,
        PAY,
        PRORATION,
        POOLS,
        SETTLEMENT,
        _WORKING_TIME,
        _REPEATS,
        *beside_rows,
    )
    return "\n".join([*parts, *said, _CASES, company_page()])


def _blocks() -> list[type[Node]]:
    """List the blocks in the order in which a plan is read, each once, measures together."""
    found = dict.fromkeys(_below(Plan))
    order: list[type[Node]] = []
    for model in found:
        if issubclass(model, MeasureBase) and MeasureBase not in order:
            order += [MeasureBase, FactMeasure, RowMeasure]
        order.append(model)
    return [m for m in order if not _told_elsewhere(m)]


def _below(model: type[Node], above: tuple[type[Node], ...] = ()) -> Iterator[type[Node]]:
    """Yield the blocks within a block, from the top down; one may hold others of its own kind."""
    for field in fields_of(model).values():
        for inner in _nodes_in(hint_of(field)):
            if inner not in (model, *above):
                yield inner
                yield from _below(inner, (model, *above))


def _nodes_in(hint: Any) -> Iterator[type[Node]]:
    """Yield the blocks that a type holds, through lists, tables of names and choices."""
    inner = unwrap(hint)[0]
    if is_node(inner):
        yield inner
    elif is_union(inner):
        for member in members(inner):
            yield from _nodes_in(member)
    elif get_origin(inner) in (dict, tuple):
        for item in get_args(inner):
            yield from _nodes_in(item) if item is not Ellipsis else ()


def _told_elsewhere(model: type[Node]) -> bool:
    """Tell whether a block is explained in words above, or is small enough to stand in a row."""
    if model in (Label, Test) or _is_curve(model):
        return True
    return model is not When and _is_small(model)


def _is_curve(model: type[Node]) -> bool:
    """Tell whether a block is a curve, or a row of one."""
    return issubclass(model, Table | Line | Slices | Filled | Deduction | Power | Band | Point)


def _is_small(model: type[Node]) -> bool:
    fields = list(fields_of(model).values())
    return len(fields) == 1 and not list(_nodes_in(hint_of(fields[0])))


def _title(model: type[Node]) -> str:
    if model is MeasureBase:
        return "Every measure"
    if model is FactMeasure:
        return "Every measure of facts"
    if model is RowMeasure:
        return "Every measure over rows"
    if issubclass(model, MeasureBase):
        return f"Measure `kind: {get_args(model.model_fields['kind'].annotation)[0]}`"
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in model.__name__).strip()
    return words.capitalize()


def _section(model: type[Node], title: str, examples: dict[type[Node], str]) -> str:
    rows = [_row(key, field) for key, field in _own_fields(model).items()]
    table = "\n".join(["| key | write | decides |", "|---|---|---|", *rows])
    lines = [f"## {title}", "", _prose(model), "", table, ""]
    if example := examples.get(model):
        lines += ["```yaml", example, "```", ""]
    return "\n".join(lines)


def _own_fields(model: type[Node]) -> dict[str, Any]:
    """Leave out what a block shares with every measure; those have their own section."""
    shared = {
        key
        for base in (RowMeasure, FactMeasure, MeasureBase)
        if issubclass(model, base) and model is not base
        for key in fields_of(base)
    }
    return {key: field for key, field in fields_of(model).items() if key not in shared}


def _prose(model: type[Node]) -> str:
    return " ".join((model.__doc__ or "").split())


def _row(key: str, field: Any) -> str:
    required = " **required**" if field.is_required() else ""
    blocks = list(_nodes_in(hint_of(field)))
    says = field.description or (_prose(blocks[0]) if len(blocks) == 1 else "")
    return f"| `{key}`{required} | {_writes(hint_of(field))} | {says} |"


def _writes(hint: Any) -> str:
    """Say what may stand at a key, in a cell of a table."""
    inner, notes = unwrap(hint)
    if is_union(inner):
        return " or ".join(dict.fromkeys(_writes(m) for m in members(inner)))
    if is_node(inner):
        return _writes_block(inner)
    if any(getattr(note, "func", None) is not None for note in notes) and _nodes_in_list(inner):
        return "a [filter](#filters)"
    if get_origin(inner) is tuple:
        return f"a list of: {_writes(get_args(inner)[0])}"
    if get_origin(inner) is dict:
        return f"names, each with: {_writes(get_args(inner)[1])}"
    words = expected(hint)
    return f"`{words}`" if words.isidentifier() and " " not in words else words


def _nodes_in_list(inner: Any) -> bool:
    return get_origin(inner) is tuple and Test in get_args(inner)


def _writes_block(model: type[Node]) -> str:
    if model is Label:
        return "words, or `{en: …, zh: …}`"
    if _is_curve(model):
        return "a [table or line](#tables-and-lines)"
    if _told_elsewhere(model):
        [(key, field)] = fields_of(model).items()
        return f"`{key}:` with {_writes(hint_of(field))}"
    title = _title(model)
    anchor = "".join(c for c in title.lower() if c.isalnum() or c in " -_").replace(" ", "-")
    return f"[{title.replace('`', '')}](#{anchor})"


def _examples(plans: list[Path]) -> dict[type[Node], str]:
    """Cut the first example of each block out of the plans."""
    found: dict[type[Node], str] = {}
    for path in plans:
        lines = path.read_text(encoding="utf-8").splitlines()
        for node in _walk(load_plan(path)):
            if type(node) not in found and not isinstance(node, Plan):
                found[type(node)] = _cut(lines, node.place)
    return {model: text for model, text in found.items() if text}


def _walk(part: Any) -> Iterator[Node]:
    """Yield every node of a plan, from the top down."""
    if isinstance(part, Node):
        yield part
        for name in type(part).model_fields:
            yield from _walk(getattr(part, name))
    elif isinstance(part, dict):
        for item in part.values():
            yield from _walk(item)
    elif isinstance(part, tuple) and not isinstance(part, Place):
        for item in part:
            yield from _walk(item)


def _cut(lines: list[str], place: Place) -> str:
    """Return the lines of a block, from where it begins to where its indentation ends."""
    first = lines[place.line - 1]
    indent = len(first) - len(first.lstrip())
    block = [first]
    for line in lines[place.line :]:
        if line.strip() and len(line) - len(line.lstrip()) <= indent:
            break
        block.append(line)
    while not block[-1].strip() or block[-1].lstrip().startswith("#"):
        block.pop()
    text = "\n".join(line[indent:] for line in block)
    return text if len(block) <= EXAMPLE_LINES else ""
