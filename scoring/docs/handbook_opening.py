"""How the page of the plan language opens: what a plan is, and which there are to copy."""

from __future__ import annotations

from pathlib import Path

from scoring.plan.load import load_plan

_OPENING = """\
# The plan language

A plan is one YAML file that says everything which changes a score or a payment. This page is
made from the model that reads it; `plaudit check PLAN` applies every rule here, and
`plaudit schema plan` prints the same as JSON Schema, so that an editor completes keys.

Plans to copy, each with `NAME.cases.yaml` beside it: what the author expects for a few agents, run
by `plaudit check`. Their weights and amounts are examples, to be made your own:

{plans}

- Every value is read as it is written. `no`, `012`, `1e3` and `12:30` are text, never turned into
  something else: write `true` or `false`, and plain numbers such as `90` or `0.25`.
- A key that is not listed here is refused, and so are repeated keys, anchors, aliases, merge keys
  and tags.
- What has a name may mostly have a `title` as well, in English and Chinese, which people read in
  statements; files and other places of the plan know it by its name.
- **Required** keys have no default: where two readings give different results, the plan says which.
- A table is written by the lower edges of its bands, so that gaps and overlaps cannot be written.
- `plaudit check` also gives notices, which stop nothing: the largest cliff of a curve, where the
  smallest change of a value moves the score by a twentieth of what scores can be; tiers that no
  score reaches; conditions that always or never hold; curves that turn back; weights that are
  rounded fractions; averages that one fact can make; and
  [what it says of money](#pay-line-by-line).
"""


def opening(plans: list[Path]) -> str:
    """Return the opening of the page, with the plans to copy.

    Args:
        plans: the shipped plans.
    """
    return _OPENING.format(plans=_to_copy(plans))


def _to_copy(plans: list[Path]) -> str:
    """Write the shipped plans as a table: the file, and its title in both languages."""
    titles = {path.name: load_plan(path).title for path in plans}
    rows = (f"| [{name}]({name}) | {said.en} | {said.zh} |" for name, said in titles.items())
    return "\n".join(["| plan | title | 名称 |", "|---|---|---|", *rows])
