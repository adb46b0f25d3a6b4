"""Months that Hypothesis made up, as the engine takes them and as a run that was published."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa

from scoring import engine
from scoring.accounts import Place
from scoring.balances import Settling, adjustments_of, openings_of
from scoring.beside import RATE_PLACES, Events, Rate, Results
from scoring.columns import Column, text_column, whole_column, words_of
from scoring.exact.fixed import scaled
from scoring.exact.money import MINOR_PLACES
from scoring.exact.period import parse_period
from scoring.exact.service import Spans, epoch_day
from scoring.flow import Earlier, Facts, Result, Roster, Segments
from scoring.intake.calendars import Calendar
from scoring.intake.holds import holds_of
from scoring.intake.rates import Quote, latest_rates
from scoring.intake.served import served_by
from scoring.ledger.identity import ENVIRONMENT, MANIFEST, digest, run_id
from scoring.ledger.manifest import Intake, build_manifest, environment, identity, plan_parameters
from scoring.ledger.publish import publish
from scoring.lines import Winners
from scoring.outputs.balances import balances_table, openings_table
from scoring.outputs.earlier import previous_table
from scoring.outputs.schemas import BALANCES, PREVIOUS, PREVIOUS_BALANCES
from scoring.outputs.tables import result_tables, table_files
from scoring.outputs.winners import winner_tables
from scoring.plan.exchange import Exchange
from scoring.plan.load import load_plan
from scoring.plan.served import served_asked
from scoring.priors import Prior, Priors
from scoring.vocabulary import COMPANY_PLACES, INTERACTION_COLUMNS, ROSTER_TEXTS, Known
from scoring.worktime.hours import Interval, WorkingHours, united
from tests.results import small_quarantine
from tests.strategies import CALENDARS, COMPANY, Month, as_nodes, as_plan

COLUMNS = INTERACTION_COLUMNS | {
    name: Known(kind, COMPANY_PLACES if kind == "decimal" else 0) for name, kind in COMPANY.items()
}


def column_of(name: str, items: list) -> Column:
    """Write plain values as intake would."""
    kind, places = COLUMNS[name]
    if kind == "text":
        return text_column(items)
    known = np.array([item is not None for item in items], dtype=bool)
    whole = [
        0 if item is None else scaled(Decimal(int(item) if kind == "boolean" else item), places)
        for item in items
    ]
    return Column(kind, np.array(whole, dtype=np.int64), known, places)


def facts_of(rows: list[dict], ids: list[str]) -> Facts:
    index = {None: -1} | {name: i for i, name in enumerate(ids)}
    agent = np.array([index.get(row["agent_id"], -2) for row in rows], dtype=np.int64)
    names = [name for name in (rows[0] if rows else ()) if name not in ("agent_id", "holds", "at")]
    held = np.array([row["at"] if row["holds"] else -1 for row in rows], dtype=np.int64)
    columns = {name: column_of(name, [row[name] for row in rows]) for name in names}
    return Facts(agent, columns, held=held)


def units(values: list[Decimal | None], places: int) -> np.ndarray:
    return np.array([scaled(v or Decimal(0), places) for v in values], dtype=np.int64)


def known(values: list[object]) -> np.ndarray:
    return np.array([v is not None for v in values], dtype=bool)


def target_of(person: dict, set_for: dict) -> Decimal | None:
    """The narrowest level wins: the agent, the team, the role, the region, all."""
    levels = [("agent", person["agent_id"])]
    levels += [(word, person[word]) for word in ("team", "role", "region") if person[word]]
    return next((set_for[at] for at in [*levels, ("all", None)] if at in set_for), None)


def roster_of(month: Month) -> Roster:
    whole = roster_row_by_row(month)
    parts = [
        (i, number, part)
        for i, person in enumerate(month.roster)
        for number, part in enumerate(person.get("segments", ()), 1)
    ]
    if not parts:
        return whole
    rows = roster_row_by_row(replace(month, roster=[part for *_, part in parts], events=[]))
    of, number = (np.array([part[k] for part in parts], np.int64) for k in (0, 1))
    days = [
        np.array([epoch_day(part[key]) for *_, part in parts], np.int64)
        for key in ("first_day", "last_day")
    ]
    return replace(whole, segments=Segments(replace(rows, earlier=None), of, number, *days))


def roster_row_by_row(month: Month) -> Roster:
    people = month.roster
    ids = [person["agent_id"] for person in people]
    targets, ready = {}, {}
    for measure, said in month.plan["measures"].items():
        rows = [row for row in month.targets if row["measure"] == measure]
        for word in {row["name"] for row in rows}:
            set_for = {(r["level"], r["level_id"]): r["value"] for r in rows if r["name"] == word}
            values = [target_of(person, set_for) for person in people]
            targets[measure, word] = units(values, int(said["places"])), known(values)
    for word in {g["name"] for g in month.given}:
        mine = {g["agent_id"]: g for g in month.given if g["name"] == word}
        values = [mine[name]["value"] if name in mine else None for name in ids]
        volume = np.array([mine[name]["volume"] if name in mine else 0 for name in ids])
        ready[word] = units(values, 9), volume, known(values)
    bases = [p["bonus_base"] for p in people]
    return Roster(
        period=parse_period(month.period),
        agent_ids=tuple(ids),
        columns={name: words_of(person.get(name) for person in people) for name in ROSTER_TEXTS},
        bonus_base=units(bases, 4),
        has_base=np.array(
            [p["bonus_base"] is not None and p["currency"] is not None for p in people]
        ),
        fte=units([p["fte"] for p in people], 4),
        employed_days=np.array([p["employed_days"] for p in people], dtype=np.int64),
        starts_us=np.array([p["starts_us"] for p in people], dtype=np.int64),
        ends_us=np.array([p["ends_us"] for p in people], dtype=np.int64),
        targets=targets,
        given=ready,
        calendars={name: working_hours(said) for name, said in CALENDARS.items()},
        events=events_of(month.events, ids),
        served=served(month),
        results=results_of(month.results),
        numbers={"tenure_days": whole_column([p.get("tenure_days") for p in people])},
        holds=holds_of([united(sorted(Interval(*s) for s in row["holds"])) for row in month.rows]),
        earlier=earlier_of(month),
        rates=rates_of(month),
        settling=settling_of(month),
    )


def served(month: Month) -> dict:
    """What the plan asks of the service of a month's people."""
    asked = served_asked(as_plan(month.plan)[0])
    spans = [
        (i, *map(epoch_day, span))
        for i, person in enumerate(month.roster)
        for span in person.get("employed", ())
    ]
    of, first, last = np.array(spans, np.int64).reshape(-1, 3).T
    hours = {name: working_hours(said) for name, said in CALENDARS.items()}
    period = parse_period(month.period)
    return served_by(asked, period, hours, Spans(of, first, last, len(month.roster)))


def rates_of(month: Month) -> dict[str, Rate]:
    """The rates that the plan asks for, as intake finds them."""
    if "exchange" not in month.plan:
        return {}
    exchange = Exchange.model_validate(as_nodes(month.plan["exchange"])[0])
    quotes = [
        Quote(
            row["from_currency"],
            row["to_currency"],
            Rate(scaled(row["rate"], RATE_PLACES), row["on"], row["source"]),
        )
        for row in month.rates
    ]
    return latest_rates(quotes, exchange, parse_period(month.period))


def roster_with(month: Month, reports: list[dict]) -> Roster:
    """The roster, and beside it agents outside of the plan who report to one in it."""
    if not reports:
        return roster_of(month)
    inside, beside = (
        roster_of(replace(month, roster=people, events=[])) for people in (month.roster, reports)
    )
    ids = [*inside.agent_ids, *beside.agent_ids]
    return replace(inside, beside=beside, events=events_of(month.events, ids))


def settling_of(month: Month) -> Settling:
    """Adjustments of the period and balances, as intake hands them on, of agents in the plan."""
    ids = [person["agent_id"] for person in month.roster]
    minor = [(row, scaled(row["amount"], MINOR_PLACES[row["currency"]])) for row in month.openings]
    openings = [
        (ids.index(r["agent_id"]), r["account"], r["currency"], r["origin_period"], amount)
        for r, amount in minor
        if r["agent_id"] in ids
    ]
    ignored = month.plan.get("settlement", {}).get("adjustments", "ignore") == "ignore"
    adjusted = [
        (ids.index(row["agent_id"]), row["adjustment_id"],
         scaled(row["amount"], MINOR_PLACES[row["currency"]]), row["currency"], row["pay_code"])
        for row in month.adjustments
        if row["period"] == month.period and row["agent_id"] in ids and not ignored
    ]  # fmt: skip
    left = [i for i, person in enumerate(month.roster) if person.get("left")]
    return Settling(adjustments_of(adjusted), openings_of(openings), (), np.array(left, np.int64))


def events_of(events: list[dict], ids: list[str]) -> Events:
    """Events as intake hands them on; a ledger finds its own among them."""
    return Events(
        np.array([ids.index(event["agent_id"]) for event in events], np.int64),
        np.array([(event["on"] - dt.date(1970, 1, 1)).days for event in events], np.int64),
        words_of(event["category"] for event in events),
        units([event["points"] for event in events], 4),
    )


def results_of(rows: list[dict]) -> Results:
    found: dict = {}
    for row in rows:
        level = found.setdefault((row["level"], row["name"]), {})
        level[row["level_id"]] = scaled(row["value"], 9)
    return Results(found, 9)


def earlier_of(month: Month) -> Earlier | None:
    """What an earlier run says of the same agents, at the places of this plan, and its priors."""
    if month.earlier is None:
        return None
    before = [month.earlier.get(person["agent_id"], {}) for person in month.roster]
    values = {}
    for name, said in month.plan["measures"].items():
        own = [one.get("measures", {}).get(name) for one in before]
        values[name] = units(own, int(said["places"])), known(own)
    scores = [one.get("score") for one in before]
    places = int(month.plan["conventions"]["places"]["score"])
    priors = {
        name: Priors(said["among"], {group: prior_of(*pair) for group, pair in said["of"].items()})
        for name, said in month.priors.items()
    }
    won = [
        (i, award, period)
        for i, one in enumerate(before)
        for award, period in sorted(one.get("won", {}).items())
    ]
    winners = Winners(
        agent_ids=tuple(month.roster[i]["agent_id"] for i, _, _ in won),
        agent=np.array([i for i, _, _ in won], np.int64),
        award=words_of(award for _, award, _ in won),
        period=words_of(period for _, _, period in won),
    )
    score = units(scores, places), known(scores)
    there = np.array([person["agent_id"] in month.earlier for person in month.roster], np.bool_)
    return Earlier("0" * 32, "2025-01", *score, values, priors, winners, there)


def prior_of(mean: Decimal, strength: Decimal | None) -> Prior:
    return Prior(scaled(mean, 12), None if strength is None else scaled(strength, 12))


def working_hours(said: dict) -> WorkingHours:
    """A calendar drawn as text, as the engine reckons with it."""
    return Calendar.model_validate(as_nodes(said)[0]).working_hours()


ROSTER = pa.schema(
    [("agent_id", pa.string())]
    + [(name, pa.date32()) for name in ("from_date", "to_date", "hire_date", "leave_date")]
    + [(name, pa.string()) for name in ROSTER_TEXTS]
    + [(name, pa.decimal128(18, 4)) for name in ("fte", "bonus_base")]
)
TARGETS = pa.schema(
    [(name, pa.string()) for name in ("level", "level_id", "measure", "name")]
    + [("value", pa.decimal128(18, 9))]
)
GIVEN = pa.schema(
    [(name, pa.string()) for name in ("agent_id", "name")]
    + [("value", pa.decimal128(18, 9)), ("volume", pa.int64())]
)
RESULTS = pa.schema(
    [(name, pa.string()) for name in ("level", "level_id", "name")]
    + [("value", pa.decimal128(38, 9))]
)
EVENTS = pa.schema(
    [(name, pa.string()) for name in ("event_id", "agent_id")]
    + [("on", pa.date32()), ("category", pa.string()), ("points", pa.decimal128(18, 4))]
    + [(name, pa.string()) for name in ("evidence", "approver")]
)
FX = pa.schema(
    [(name, pa.string()) for name in ("from_currency", "to_currency")]
    + [("on", pa.date32()), ("rate", pa.decimal128(19, 12)), ("source", pa.string())]
)
ADJUSTMENTS = pa.schema(
    [(name, pa.string()) for name in ("adjustment_id", "agent_id", "period")]
    + [("amount", pa.decimal128(18, 4))]
    + [(name, pa.string()) for name in ("currency", "pay_code", "reason", "approver")]
)
Change = Callable[[Result], Result]


def stints(month: Month) -> list[dict]:
    """Write roster rows from which the employed days follow: hired by the first, left in time."""
    period = parse_period(month.period)
    first = period.first
    rows = []
    for person in month.roster:
        last = first + dt.timedelta(days=person["employed_days"] - 1)
        tenure = person.get("tenure_days", period.days)
        hired = None if tenure is None else period.end - dt.timedelta(days=tenure)
        days = {"from_date": first, "to_date": None, "hire_date": hired, "leave_date": last}
        texts = {name: person.get(name) for name in ("agent_id", *ROSTER_TEXTS)}
        rows.append(texts | days | {name: person[name] for name in ("fte", "bonus_base")})
    return rows


def settled_tables(month: Month, result: Result) -> dict[str, pa.Table]:
    """What a run keeps where its plan settles: balances, what it opened with, adjustments."""
    if result.balances is None:
        return {}
    ids, openings = result.roster.agent_ids, result.roster.settling.openings
    kept = {BALANCES: balances_table(result.balances, ids)}
    kept[PREVIOUS_BALANCES] = openings_table(openings, ids)
    table = pa.Table.from_pylist(month.adjustments, schema=ADJUSTMENTS)
    return kept | {"inputs/adjustments.parquet": table}


def published(
    month: Month,
    folder: Path,
    change: Change = lambda result: result,
    roster: list[dict] | None = None,
) -> Path:
    """Publish a month as a run, after a change to the result, or with a roster, that a test wants.

    JSON with every scalar in quotes is YAML, too, so the plan is written as such.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "made-up.yaml"
    file.write_text(json.dumps(month.plan, ensure_ascii=False, indent=1), encoding="utf-8")
    plan, members = load_plan(file), roster_of(month)
    facts = facts_of(month.rows, list(members.agent_ids))
    values, fates = engine.measure(plan, members, [[facts]])
    result = change(engine.run(plan, values, members))
    tables = result_tables(plan, result, small_quarantine(())) | winner_tables(plan, result)
    tables["inputs/roster.parquet"] = pa.Table.from_pylist(roster or stints(month), schema=ROSTER)
    tables["inputs/targets.parquet"] = pa.Table.from_pylist(month.targets, schema=TARGETS)
    if month.given:
        tables["inputs/given.parquet"] = pa.Table.from_pylist(month.given, schema=GIVEN)
    if members.earlier is not None:
        tables[PREVIOUS] = previous_table(members.earlier, plan, members.agent_ids)
    if month.events:
        tables["inputs/events.parquet"] = pa.Table.from_pylist(month.events, schema=EVENTS)
    if month.results:
        tables["inputs/results.parquet"] = pa.Table.from_pylist(month.results, schema=RESULTS)
    if month.rates:
        tables["inputs/fx.parquet"] = pa.Table.from_pylist(month.rates, schema=FX)
    tables |= settled_tables(month, result)
    files, rows = table_files(tables)
    files["inputs/made-up.yaml"] = file.read_bytes()
    for name, said in CALENDARS.items():
        files[f"inputs/calendars/{name}.yaml"] = json.dumps(said).encode()
    parameters = plan_parameters(plan, members.period) | {"plan_file": file.name}
    own = identity((), digest(file.read_bytes()), parameters)
    places: Counter[Place] = Counter()
    for fate, count in fates.items():
        places[fate.place] += count
    intake = Intake(len(month.rows), places, fates, (), None)
    files[MANIFEST] = build_manifest(own, intake, result, files, rows)
    files[ENVIRONMENT] = environment()
    path, _ = publish(folder / "RUNS", month.period, run_id(own), files)
    return path
