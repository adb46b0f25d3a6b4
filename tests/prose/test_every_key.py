"""Two plans that differ in one key differ in what is printed of them, in either language."""

from collections import Counter
from pathlib import Path
from typing import Literal, NamedTuple, get_args, get_origin

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from scoring.plan.nodes import Label
from scoring.prose.page import explained, page
from scoring.prose.said import both
from scoring.prose.telling import Grid
from tests.blocks import WORDS, blocks, changes, differing, plain, tree_of, valid
from tests.every_key import PLANS
from tests.strategies import plans

# Nothing that changes a result is exempt. What may be read in one language alone:
ONE_LANGUAGE = {(Label, "en"): "zh", (Label, "zh"): "en"}


def pages(plan):
    return {language: explained(plan, language) for language in ("en", "zh")}


def sayings(plan):
    """Return what the pages say before it is laid out, which takes ten times as long."""
    said = list(page(plan))
    return {language: [spoken(block, language) for block in said] for language in ("en", "zh")}


def spoken(block, language):
    if isinstance(block, Grid):
        return [
            [getattr(both(cell), language) for cell in row] for row in (block.heads, *block.rows)
        ]
    return getattr(block.text, language), getattr(block, "number", None)


def silent_in(keys, before, after):
    """Return the languages in which two plans read the same, though they differ in some keys."""
    exempt = {ONE_LANGUAGE.get(chain[-1]) for chain in keys}
    return [said for said in before if exempt != {said} and before[said] == after[said]]


@pytest.fixture(scope="module")
def trees(tmp_path_factory):
    found = {}
    for name, text in PLANS.items():
        path = Path(tmp_path_factory.mktemp(name)) / "plan.yaml"
        path.write_text(text, encoding="utf-8")
        found[name] = tree_of(path)
    return found


def test_every_key_of_the_language_shows_in_both_languages(trees):
    reached, silent, tried = set(), [], Counter()
    for name, tree in trees.items():
        plan = valid(tree)
        assert plan is not None, name
        before = sayings(plan)
        for change, other in some_of_each(name, trees, tried):
            if keys := set(differing(plan, other)):
                reached |= {step for chain in keys for step in chain}
                after = sayings(other)
                silent += [f"{name} {said}: {change}" for said in silent_in(keys, before, after)]
    assert silent == []
    assert sorted(f"{m.__name__}.{k}" for m, k in set(every_key()) - reached) == []


def some_of_each(name, trees, tried):
    """Yield changes that give a plan: of those that are alike, in any plan, few will do."""
    tree, before = trees[name], list(trees.values())[: list(trees).index(name)]
    for alike in filter(None, changes(tree, list(trees.values()), before)):
        kin = kin_of(tree, alike)
        for change in alike:
            if tried[kin, True] >= ENOUGH[kin.other] or tried[kin, False] >= HOPELESS[kin.other]:
                break
            plan = valid(change.of(tree))
            tried[kin, plan is not None] += 1
            if plan is not None:
                yield change, plan


ENOUGH = {False: 2, True: 1}
HOPELESS = {False: 6, True: 40}
"""How many changes will do, and how many are borne that give no plan: near ones, and others."""


class Kin(NamedTuple):
    """Changes that are alike: the last keys and kinds of blocks on the way, and how."""

    steps: tuple[tuple[str, str], ...]
    other: bool
    told: str


def kin_of(tree, alike):
    """Return of which kin changes are; names and places in lists tell nothing."""
    first, steps, at = alike[0], [], tree
    for key in first.path:
        at = at[key]
        block = at if isinstance(at, dict) else {}
        kind = [
            block[k] for k in ("kind", "mode", "combine", "on") if isinstance(block.get(k), str)
        ]
        kind += [k for k in ("rates", "column") if k in block]  # forms that are told by a key
        steps.append((key if key in WORDS else "", kind[0] if kind else ""))
    other = first.told.startswith(" -> ")
    return Kin(tuple(steps[-3:]), other, first.told if len(alike) == 1 and not other else "")


def every_key():
    """Yield each block and key; one that can only be one word goes with its block."""
    for model in blocks():
        for name, field in model.model_fields.items():
            word = get_origin(field.annotation) is Literal and len(get_args(field.annotation)) == 1
            if not field.exclude and not word:
                yield plain(model), name


# A plan is not made smaller: that would take minutes, and the change is small as it is.
AS_DRAWN = [phase for phase in Phase if phase is not Phase.shrink]


@settings(
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
    deadline=None,
    max_examples=10,
    phases=AS_DRAWN,
)
@given(st.data())
def test_a_key_changed_in_any_plan_shows(data):
    tree = data.draw(plans())
    assume((plan := valid(tree)) is not None)
    change = data.draw(st.sampled_from([c for key in changes(tree) for c in key]), label="change")
    other = valid(change.of(tree))
    assume(other is not None and (keys := set(differing(plan, other))))
    assert silent_in(keys, pages(plan), pages(other)) == []


@settings(deadline=None, max_examples=15, phases=AS_DRAWN)
@given(plans(), plans())
def test_two_plans_that_differ_read_differently(one, other):
    first, second = valid(one), valid(other)
    assume(first is not None and second is not None and (keys := set(differing(first, second))))
    assert silent_in(keys, pages(first), pages(second)) == []
