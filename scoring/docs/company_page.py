"""The page on the company's file: its plans, whom each covers, and which version holds when."""

from __future__ import annotations

from scoring.docs.yaml_files import page
from scoring.plan.company import Company, Covered, Version
from scoring.plan.nodes import Node

COMPANY = """\
company: northwind-service
as_of: period_start
plans:
  - plan: aftersales-monthly
    versions:
      - {file: plans/aftersales-2026.yaml, from: 2026-01-01}
      - {file: plans/aftersales-2026b.yaml, from: 2026-10-01, to: 2026-12-31}
    covers: {where: {role: [agent, senior]}}
  - plan: supervisors-monthly
    versions:
      - {file: plans/supervisors.yaml, from: 2026-01-01}
    covers: {where: {role: supervisor}}
"""
"""The file on the page; a test reads it."""

_SAID = """\
Where a company has several plans, one file names them; `plaudit run company.yaml DATA` runs all of
them together, each into a run of its own, or none where one of them cannot be computed.

- An agent is under a plan whom `covers` means and the plan's own `applies_to` as well. An agent
  under two plans is refused, since both could pay; the message counts them, and `--show-agents`
  names them. Agents employed in the period and under no plan are told.
- A version holds from its first day until the next one begins, or to its last day. Which one holds
  for a period is asked as of the day that `as_of` names, never as of today; where another takes
  over within the period, the run says so. Versions that overlap are refused, and days of the period
  on which none holds.
- A plan of another cycle than the period's is skipped and told, and so is one that has not begun
  or has ended.
- A run keeps the file (`inputs/company.yaml`), and its digest is part of the run's name.
- `plaudit check company.yaml` checks every version of every plan, with the cases beside it."""


def company_page() -> str:
    """Return the section on the company's file in Markdown, with an example and every key."""
    blocks: dict[str, type[Node]] = {
        "the file": Company,
        "plans": Covered,
        "versions": Version,
    }
    return page("The company's file", _SAID, COMPANY, blocks)
