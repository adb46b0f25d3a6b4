"""What people call the pieces of a plan, in English and in Chinese: by path, or by a table's name.

The plan is nested text, as `scoring.plan.load.read_yaml` reads it from a run. A piece without a
title of its own is called by the measures that it scores, or else by its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scoring.balances import SETTLED
from scoring.independent.readings import readings_of
from scoring.independent.records import Path
from scoring.outputs.explain_weights import members_of

Title = dict[str, str]
"""Words by language: `en` and `zh`, both of them."""
OF_MEASURES = ("components", "score")
"""What reads measures to score them stands below these keys."""
SETTLEMENT = {
    "adjustment": ("Adjustment {of}", "调整（{of}）"),
    "held": ("Held back: {of}", "延期发放：{of}"),
    "released": ("Released, held back in {of}", "延期款发放（{of}）"),
    "forfeited": ("Forfeited, held back in {of}", "不再发放的延期款（{of}）"),
    "carried:in": ("Carried from the period before", "上期结转"),
    "carried:out": ("Carried to the next period", "结转至下一期"),
    "draw:guaranteed": ("Made up to the guaranteed amount", "保底补足"),
    "draw:advanced": ("Advanced by the draw", "预支"),
    "draw:recovered": ("Draw taken back", "预支抵扣"),
}
"""Lines that settlement adds: the plan has no words for them, since it does not name them."""


def both(label: Any) -> Title:
    """Return a label of the plan in both languages; one text stands for both, None for nothing."""
    if label is None:
        return {}
    return {"en": label, "zh": label} if isinstance(label, str) else {k: label[k] for k in label}


def words(label: Any) -> str:
    """Write a label for people: English, and Chinese where it differs."""
    said = both(label)
    return " ".join(dict.fromkeys(said.values()))


def title_of(plan: Any, path: Path) -> Title:
    """Return what people call the piece at a path of the plan.

    Args:
        plan: the plan as nested text.
        path: keys and places from the top: `("pay", 0)`, `("components", 1, "members", 0)`,
            `("pay", 0, "multipliers", 1)`, `("gates", 0)`, `("measures", "csat")`; empty for the
            plan itself.

    Raises:
        LookupError: the plan has nothing at the path.
    """
    node = plan
    for key in path:
        node = node[key]
    if "title" in node:
        return both(node["title"])
    read = list(_measures(node)) if path[0] in OF_MEASURES else []
    if not read:
        return both(str(node.get("name", path[-1])))
    titles = [both(plan["measures"][name]["title"]) for name in dict.fromkeys(read)]
    return {key: " / ".join(title[key] for title in titles) for key in ("en", "zh")}


def _measures(node: Any) -> Iterator[str]:
    """Yield the measures that a component scores, or the one that is added to the score."""
    if "members" not in node:
        yield from (one["measure"] for one in readings_of(node) if "measure" in one)


def member_titles(plan: Any) -> dict[str, Title]:
    """Return the title of every component and group by its name, inner ones first."""
    return {one.name: title_of(plan, one.path) for one in members_of(plan)}


def titles_at(plan: Any, key: str) -> dict[str, Title]:
    """Return the titles of a list by name: of `pay`, `gates`, `awards` or `actions`.

    A plan that says nothing at the key, or `none`, has none.
    """
    said = plan.get(key, ())
    named = () if isinstance(said, str) else said
    return {one["name"]: title_of(plan, (key, i)) for i, one in enumerate(named)}


def line_title(plan: Any, line: str) -> Title:
    """Return what people call a row of `payouts.parquet`, by what stands there as `line`.

    It is a pay line or an award, the part of a line that a cost centre bears (`bonus/CC-A`), or
    one that settlement adds (`held:bonus`). Any other text stands for itself.
    """
    named = titles_at(plan, "awards") | titles_at(plan, "pay")
    if line in named:
        return named[line]
    kind, _, of = line.partition(SETTLED)
    if said := SETTLEMENT.get(line) or (SETTLEMENT.get(kind) if of else None):
        inner = line_title(plan, of)
        en, zh = said
        return {"en": en.format(of=inner["en"]), "zh": zh.format(of=inner["zh"])}
    name, _, center = line.partition("/")
    if center and name in named:
        title = named[name]
        return {"en": f"{title['en']} ({center})", "zh": f"{title['zh']}（{center}）"}
    return both(line)
