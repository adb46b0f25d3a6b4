"""Plans for tests: the smallest one that says everything, and ways to change a line of it."""

from __future__ import annotations

from pathlib import Path

from scoring.plan.load import load_plan
from scoring.plan.model import Plan

MINIMAL = """\
plan: minimal
title: The smallest plan
version: 1
cycle: month
conventions:
  rounding: half_up
  places: {points: 2, score: 2}
  boundary: upper
  denominators: known
  rank: competition
  roster_as_of: period_end
  period_zone: plan
  zone: Asia/Shanghai
  order: [multipliers, cap, proration, floor]
  quarantine_max: 0.02
applies_to:
  everyone: true
scales:
  csat: {lowest: 1, highest: 5}
measures:
  csat:
    title: {en: Satisfaction, zh: 客户满意度}
    kind: mean
    of: csat
    unit: points
    better: higher
    places: 2
    period_on: created_at
    volume_min: 5
    missing: exclude
components:
  - name: satisfaction
    measure: csat
    weight: 1
    on: value
    curve:
      mode: whole
      below: 0
      bands:
        - {from: 4, gives: 80}
        - {from: 4.5, gives: 100}
    why: Customers come first.
tiers:
  mode: whole
  below: C
  bands:
    - {from: 60, gives: B}
    - {from: 90, gives: A}
bonus: none
"""


def changed(*changes: tuple[str, str], text: str = MINIMAL) -> str:
    """Return the text with each first piece, which must be there once, replaced by the second."""
    for old, new in changes:
        if text.count(old) != 1:
            raise ValueError(f"{old!r} stands {text.count(old)} times in the plan")
        text = text.replace(old, new)
    return text


def plan_of(folder: Path, text: str = MINIMAL) -> Plan:
    """Write the text as plan.yaml into a folder and load it."""
    path = folder / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return load_plan(path)
