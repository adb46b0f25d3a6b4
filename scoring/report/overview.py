"""The overview of a run: headline figures, tiers, pay, regions, and what was found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from scoring.accounts import MEASURED
from scoring.report import charts
from scoring.report.audience import shown
from scoring.report.before import Before
from scoring.report.figures import Figures, Region, Told, figures
from scoring.report.found import Found, Sentence
from scoring.report.frame import INDEX, Page, Site
from scoring.report.groups import TOGETHER
from scoring.report.opened import FINDINGS, rows, span

_COUNT = re.compile(r"^([\d,]*\d) (?=[a-z])|: ([\d,]*\d)$")
_STATUSES = ("ranked", "vetoed", "held", "unranked")


class Earlier(NamedTuple):
    """The figures of the run before, of the agents that the report is about, and its period."""

    figures: Figures
    period: str


def overview(site: Site, found: Figures) -> Page:
    """Write the overview.

    Args:
        site: the pages that it is one of.
        found: the figures of the agents of the report.
    """
    tongue, before, asked = site.tongue, _earlier(site), site.brief.audience.asked
    named = None if before is None else before.period
    return site.page(
        INDEX,
        "overview.html",
        tongue("overview"),
        before=named,
        headline=list(_headline(site, found, before)),
        tiers_drawn=_drawn(site, found),
        tiers=list(_tiers(site, found, before)),
        tier_heads=[(name, _shade(site, name)) for name in found.tiers],
        shows_pay=site.brief.shows_pay,
        paid=list(_paid(site, found, before)),
        withheld=site.brief.shows_pay and _withholds(found),
        tied=_tied(site),
        nameless=tongue("nameless") if asked.anonymous else "",
        part=tongue("of_whole_run") if asked.manager is not None else "",
        rows=list(_rows(site)) if asked.manager is None else [],
        regions=[_region(site, one) for one in found.regions],
        findings=[] if asked.manager is not None or asked.anonymous else list(_findings(site)),
    )


def _earlier(site: Site) -> Earlier | None:
    """Reckon the figures of the run before, for those of it who have the manager asked for."""
    runs, asked = site.brief.before, site.brief.audience.asked
    if not runs:
        return None
    last: Before = runs[-1]
    cards = [c for c in last.opened.cards if asked.manager in (None, c.manager_id)]
    return Earlier(figures(last.opened, cards, last.pay), site.tongue.period(span(last.opened)))


def _headline(
    site: Site, found: Figures, before: Earlier | None
) -> Iterator[tuple[str, str, str | None]]:
    tongue = site.tongue
    was = None if before is None else before.figures

    def line(key: str, figure: str, earlier: str | None) -> tuple[str, str, str | None]:
        if before is None or earlier is None:
            return tongue(key), figure, None
        return tongue(key), figure, tongue("was", figure=earlier, period=before.period)

    yield line("agents", tongue.number(found.agents), was and tongue.number(was.agents))
    for status in _STATUSES:
        count = found.statuses.get(status, 0)
        if count or status == "ranked":
            earlier = None if was is None else tongue.number(was.statuses.get(status, 0))
            yield line(status, tongue.number(count), earlier)
    for key in ("mean", "median"):
        figure = getattr(found.centre, key)
        earlier = None if was is None else tongue.number(getattr(was.centre, key))
        yield line(key, tongue.number(figure), earlier)


def _drawn(site: Site, found: Figures) -> Any:
    tongue = site.tongue
    said = [(name, tongue.number(count), count) for name, count in found.tiers.items()]
    columns = [charts.Column(name, n, text, _shade(site, name)) for name, text, n in said]
    words = tongue.listed(tongue("named", name=name, said=text) for name, text, _ in said)
    return charts.columns(columns, tongue("tiers_words", said=words))


def _tiers(
    site: Site, found: Figures, before: Earlier | None
) -> Iterator[tuple[str, int, str, str, str]]:
    tongue, whole = site.tongue, sum(found.tiers.values())
    for name, count in found.tiers.items():
        earlier = "" if before is None else tongue.number(before.figures.tiers.get(name, 0))
        part = tongue.percent(count, whole)
        yield name, _shade(site, name), tongue.number(count), part, earlier


def _shade(site: Site, tier: str) -> int:
    return site.brief.shades.get(tier, 2)


def _paid(
    site: Site, found: Figures, before: Earlier | None
) -> Iterator[tuple[str, str, str, str]]:
    was: Told = {} if before is None else before.figures.paid
    for code in sorted({*found.paid, *was}):
        payees = site.tongue.number(found.payees.get(code, 0))
        yield code, payees, _sum(site, found.paid, code), _sum(site, was, code)


def _sum(site: Site, sums: Told, code: str) -> str:
    """Write what is paid in a currency, as far as it is told."""
    if code not in sums:
        return "–"
    amount = sums[code]
    return site.tongue("not_shown") if amount is None else site.tongue.amount(f"{amount:f}", code)


def _withholds(found: Figures) -> bool:
    """Tell whether some sum is not shown."""
    told = (found.paid, *(one.paid for one in found.regions))
    return any(amount is None for sums in told for amount in sums.values())


def _tied(site: Site) -> str:
    """Name the control totals, which are those of the whole run."""
    totals, asked = site.brief.opened.manifest["totals"], site.brief.audience.asked
    if asked.manager is not None:
        return ""
    rows_paid = site.tongue.number(totals["rows"])
    return site.tongue("tied", rows=rows_paid, hash=totals["hash_total"])


def _rows(site: Site) -> Iterator[tuple[str, str]]:
    """Yield the account of the rows of the export, which is of the whole run."""
    account: Mapping[str, Any] = site.brief.opened.manifest["rows"]
    tongue = site.tongue
    yield tongue("rows_in"), tongue.number(account["in"])
    yield tongue("rows_used"), tongue.number(account["used"])
    for reason in MEASURED[1:]:
        if count := account["excluded"].get(reason, 0):
            yield tongue(f"rows_{reason}"), tongue.number(count)
    yield tongue("rows_quarantined"), tongue.number(account["quarantined"])


def _region(site: Site, one: Region) -> dict[str, Any]:
    tongue = site.tongue
    name = shown(one.name) or tongue("without")
    return {
        "name": tongue("folded_regions") if one.name == TOGETHER else name,
        "agents": tongue.number(one.agents),
        "mean": tongue.number(one.centre.mean),
        "median": tongue.number(one.centre.median),
        "tiers": [tongue.number(count) for count in one.tiers.values()],
        "paid": [
            f"{code}\N{NO-BREAK SPACE}{tongue('not_shown')}"
            if amount is None
            else tongue.amount(f"{amount:f}", code)
            for code, amount in one.paid.items()
        ],
    }


class Finding(NamedTuple):
    """Findings of a kind: how many rows they name, and what the first of them says."""

    code: str
    rule: str
    rows: str
    said: Sentence


@dataclass(slots=True)
class _Kind:
    """Findings of a code and rule: the first sentence, rows listed, and rows that are counted."""

    said: str
    listed: int = 0
    counted: int = 0

    def add(self, row: int | None, said: str) -> None:
        """Take in a finding of a row, or one that says of how many."""
        self.listed += row is not None
        self.counted += _counted(said) if row is None else 0

    @property
    def rows(self) -> int:
        """Return how many rows they are; a count beside rows that are listed is of the same."""
        return self.listed or self.counted


def _findings(site: Site) -> Iterator[Finding]:
    """Yield what was found, row by row only counted: the files of the run list every one."""
    tongue, kinds = site.tongue, dict[tuple[str, str], _Kind]()
    found = Found(site.brief.opened, tongue)
    columns = ("code", "row", "rule", "reason")
    for row in rows(site.brief.opened, FINDINGS, columns):
        key = row["code"], row["rule"] or ""
        kinds.setdefault(key, _Kind(row["reason"])).add(row["row"], row["reason"])
    for (code, rule), kind in sorted(kinds.items(), key=lambda one: one[0]):
        # The plan and the files of a run are English: who reads that finds a rule there by name.
        named = rule if tongue.language == "en" else found.rule(code, rule)
        count = tongue.number(kind.rows) if kind.rows else ""
        yield Finding(found.heading(code), named, count, found.said(code, kind.said))


def _counted(said: str) -> int:
    """Return the count that a finding's sentence ends or begins with; 0 without one."""
    found = _COUNT.search(said)
    return int((found[1] or found[2]).replace(",", "")) if found else 0
