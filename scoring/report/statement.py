"""The statement of one agent: where the score lies, what made it, and the way from rows to pay."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from shlex import quote
from typing import Any

from scoring.exact.period import parse_period
from scoring.report import charts
from scoring.report.audience import Person
from scoring.report.brief import Brief
from scoring.report.groups import SMALLEST
from scoring.report.opened import Card, span
from scoring.report.pages import render
from scoring.report.sheets import Sheet
from scoring.report.statement_next import next_tier
from scoring.report.statement_pay import accounts, awards, lines, pools, totals, ways
from scoring.report.statement_score import Parts, actions, groups, legend, parts
from scoring.report.statement_stretches import Made, stretches
from scoring.report.statement_sum import added, pulls
from scoring.report.statement_values import values
from scoring.report.tongue import HTML_LANGUAGES, OTHER, Tongue


def statement(
    brief: Brief, tongue: Tongue, person: Person, sheet: Sheet, other: str | None = None
) -> bytes:
    """Write the statement of an agent, which stands alone: it names nobody else.

    Where the agent is not named, values that give no points are left out: such as the costs in a
    currency, which say where somebody is.

    Args:
        brief: what all statements share.
        tongue: the language.
        person: the agent.
        sheet: what the run holds of the agent.
        other: the way to the same statement in the other language, if it is there.
    """
    card, plan = person.card, brief.opened.plan
    apart = stretches(brief, tongue, card, sheet)
    own = Parts([], apart.pulled) if apart.rows else parts(brief, tongue, card, sheet)
    anonymous = brief.audience.asked.anonymous
    found = [one for one in values(brief, tongue, sheet) if one.scored or not anonymous]
    return render(
        "statement.html",
        "statement",
        t=tongue,
        w=tongue.words,
        plan=tongue.label(plan.title),
        period=tongue.period(span(brief.opened)),
        person=person,
        other=other,
        other_html=HTML_LANGUAGES[OTHER[tongue.language]],
        facts=list(_facts(tongue, person)),
        score=tongue.number(card.score),
        tier=None if card.tier is None else (card.tier, brief.shades.get(card.tier, 2)),
        status=card.status,
        places=list(_places(brief, tongue, person)),
        nameless=tongue("nameless_statement") if anonymous else "",
        shows_pay=brief.shows_pay,
        payable=totals(tongue, sheet),
        gauge=_gauge(brief, tongue, person),
        trend=_trend(brief, tongue, person),
        stretches=apart,
        made=apart.made or [_made(brief, tongue, card, sheet, own)],
        pulls=pulls(brief, tongue, card, own),
        next=next_tier(brief, tongue, card),
        gates=[_gate(brief, tongue, name) for name in card.gates],
        measured=apart.measured(tongue, found),
        lines=lines(brief, tongue, sheet),
        ways=ways(brief, tongue, card, sheet),
        pools=pools(brief, tongue, sheet),
        accounts=accounts(tongue, sheet),
        awards=[] if anonymous else awards(brief, tongue, sheet),
        actions=actions(brief, tongue, sheet),
        run_id=brief.opened.run_id,
        command=None if anonymous else f"plaudit explain RUN {quote(person.id)}",
    )


def _made(brief: Brief, tongue: Tongue, card: Card, sheet: Sheet, own: Parts) -> Made:
    """Return what the score of an agent of one stretch is made of."""
    rest, inner = added(brief, tongue, card, own), groups(brief, tongue, sheet)
    marks = legend(tongue, own.rows)
    return Made("", own.rows, rest, inner, tongue.number(card.score), marks)


def _facts(tongue: Tongue, person: Person) -> Iterator[tuple[str, str]]:
    """Yield what the roster says of the agent, as far as it is shown."""
    if person.id and person.id != person.label:
        yield tongue("agent_id"), person.id
    for key in ("team", "region", "role", "manager"):
        if text := getattr(person, key):
            yield tongue(key), text


def _places(brief: Brief, tongue: Tongue, person: Person) -> Iterator[str]:
    """Yield the agent's ranks, each with how many it is among; in a group of five at least."""
    card = person.card
    if card.rank is None:
        return
    whole = brief.ranked.get(None)
    yield tongue("rank_of" if whole else "rank_alone", rank=card.rank, of=whole)
    of = brief.ranked.get((brief.group(card),), 0)
    if card.rank_in is not None and "rank_in" in brief.audience.columns and of >= SMALLEST:
        named = getattr(person, brief.within) if brief.within != "manager_id" else ""
        own = tongue("own_group")
        yield tongue("rank_in_of", rank=card.rank_in, of=of, group=named or own)


def _gauge(brief: Brief, tongue: Tongue, person: Person) -> Any:
    card = person.card
    if card.score is None:
        return None
    said = tongue.number(card.score)
    words = tongue("gauge_words", score=said, tier=card.tier or "–")
    return charts.gauge(brief.scale, brief.marks, Decimal(card.score), said, words)


def _trend(brief: Brief, tongue: Tongue, person: Person) -> Any:
    """Draw the scores of earlier periods and of this one; nothing without an earlier one."""
    card, points = person.card, list[tuple[str, Decimal | None, str]]()
    for before in brief.before:
        score = before.score(card.agent_id)
        earlier = before.cards.get(card.agent_id)
        said = "" if earlier is None or earlier.score is None else tongue.number(earlier.score)
        points.append((before.opened.period, score, said))
    if not any(score is not None for _, score, _ in points):
        return None
    now = None if card.score is None else Decimal(card.score)
    points.append((brief.opened.period, now, tongue.number(card.score)))
    said = tongue.listed(
        tongue("named", name=tongue.period(parse_period(name)), said=text)
        for name, score, text in points
        if score is not None
    )
    return charts.trend(brief.scale, points, tongue("trend_words", said=said))


def _gate(brief: Brief, tongue: Tongue, name: str) -> tuple[str, str]:
    """Return a gate that has closed, and why the plan has it."""
    why = next(tongue.label(gate.why) for gate in brief.opened.plan.gates if gate.name == name)
    return brief.opened.titles.gates[name][tongue.language], why
