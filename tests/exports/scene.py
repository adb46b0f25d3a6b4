"""A small month with pay, and what a company says to each shipped target."""

import csv
import datetime as dt
import io
import json
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from scoring.exports.export import Asked, export_run
from scoring.ledger.manifest import build_manifest
from scoring.ledger.publish import publish
from scoring.lines import PayLine
from scoring.outputs.tables import result_tables, table_files
from tests.results import (
    PERIOD,
    environment,
    run_id,
    small_identity,
    small_intake,
    small_plan,
    small_quarantine,
    small_result,
)

NAMES = ("Stone, Ada", "Brook, Ben", "Hill, Cy", "Field, Di", "Wood, Eve")
"""How the roster writes the names of A001 to A005."""


def line(agent=0, name="bonus", amount=100, **changes):
    """A pay line of an agent: 100 minor units of USD under BONUS of CC-1, unless it says so."""
    said = PayLine(agent, name, amount, "USD", name.upper(), "CC-1", "plan.yaml:70")
    return said._replace(**changes)


LINES = (
    line(0, "bonus", 123_450),
    line(0, "gift", 1_000),
    line(0, "star", 6_500),
    line(1, "bonus", 80_000, cost_center="CC-2"),
    line(2, "bonus", 0),
)
"""A001 has three lines, A002 one of another cost centre, A003 one of zero: 2,109.50 in all."""

DAY = "2026-11-15"
ACCOUNTS = {"journal_date": DAY, "expense_account": "6601", "payable_account": "2211"}
VOUCHER = ACCOUNTS | {"voucher_word": "记", "voucher_number": "12", "prepared_by": "财务"}
SETTINGS = {
    "payroll-csv": {},
    "adp-workforce-now": {"co_code": "AB_", "batch_id": "BONUS10", "currency": "USD"},
    "paychex-flex": {"client_id": "10045678", "currency": "USD"},
    "gusto": {"currency": "USD", "names_written": "last, first"},
    "workday-one-time-payment": {"effective_date": "2026-11-01", "payment_date": DAY},
    "successfactors-non-recurring": {"payment_date": DAY, "dates_written": "MM/DD/YYYY"},
    "oracle-hdl": {
        "legislative_data_group": "US Legislative Data Group",
        "effective_start_date": "2026-11-01",
        "effective_end_date": "2026-11-30",
        "input_value": "Amount",
        "source_system_owner": "HRC",
        "currency": "USD",
    },
    "frappe-additional-salary": {
        "payment_date": DAY,
        "overwrite": "0",
        "deduct_full_tax": "1",
        "currency": "USD",
    },
    "journal-csv": ACCOUNTS,
    "xero": ACCOUNTS
    | {
        "dates_written": "DD/MM/YYYY",
        "tax_rate": "Tax Exempt",
        "tracking_category": "Cost Centre",
        "currency": "USD",
    },
    "quickbooks": ACCOUNTS
    | {
        "expense_account": "Bonus expense",
        "payable_account": "Bonus payable",
        "currency": "USD",
    },
    "netsuite": ACCOUNTS | {"currency": "USD", "dates_written": "MM/DD/YYYY"},
    "yonyou": VOUCHER | {"currency": "USD"},
    "kingdee": VOUCHER
    | {
        "attachments": "0",
        "expense_name": "奖金",
        "payable_name": "应付奖金",
        "currency_word": "美元",
        "currency": "USD",
    },
}
MAPS = {
    "adp-workforce-now": {"earnings_code": {"BONUS": "BON", "STAR": "AWD", "GIFT": "GFT"}},
    "paychex-flex": {"pay_component": {"BONUS": "Bonus", "STAR": "Star award", "GIFT": "Gift"}},
    "gusto": {
        "employee": {"A001": "e-1", "A002": "e-2"},
        "column": {"BONUS": "bonus", "STAR": "bonus", "GIFT": "commission"},
    },
    "workday-one-time-payment": {"payment_plan": {"BONUS": "PERF", "STAR": "STAR", "GIFT": "GIFT"}},
    "successfactors-non-recurring": {"pay_component": "same"},
    "oracle-hdl": {
        "element": {"BONUS": "Performance Bonus", "STAR": "Star", "GIFT": "Gift"},
        "assignment": {"A001": "E1001", "A002": "E1002"},
    },
    "frappe-additional-salary": {
        "salary_component": {"BONUS": "Bonus", "STAR": "Star Award", "GIFT": "Gift"}
    },
}
JOURNALS = ("journal-csv", "xero", "quickbooks", "netsuite", "yonyou", "kingdee")
FILES = {"adp-workforce-now": "PRAB_EPI.csv", "oracle-hdl": "ElementEntry.dat"}
"""The names that a file must have, where the target asks for one."""


class Given(NamedTuple):
    """Files of an export, read by nothing of the product."""

    data: bytes
    control: dict
    said: object


def publish_pay(runs, *lines, names=NAMES, said=None, **changes):
    """Publish a month with these pay lines and a roster; returns its folder."""
    result = small_result(lines=lines or LINES, awards=(), **changes)
    said = said or small_identity()
    files, rows = table_files(result_tables(small_plan(), result, small_quarantine()))
    files["inputs/plan.yaml"] = b"plan: small-month\n"
    files["inputs/roster.parquet"] = roster(names)
    files["manifest.json"] = build_manifest(said, small_intake(), result, files, rows)
    files["environment.json"] = environment()
    return publish(runs, PERIOD.name, run_id(said), files)[0]


def roster(names):
    """A roster in which A001 had another name until August, and will have one from November."""
    ids = [f"A{n:03}" for n in range(1, 6)]
    days = [dt.date(2026, 1, 1)] * 5
    table = {
        "agent_id": [*ids, "A001", "A001"],
        "from_date": [*days, dt.date(2026, 9, 1), dt.date(2026, 11, 1)],
        "name": ["Earlier, Ada", *names[1:], names[0], "Later, Ada"],
        "team": ["t1"] * 7,
    }
    out = io.BytesIO()
    pq.write_table(pa.table(table), out)
    return out.getvalue()


def own_profile(folder, target, *, settings=None, maps=None, name="our-own"):
    """Write a company's profile on top of a shipped one, complete unless it says otherwise."""
    said = {
        "export": name,
        "extends": target,
        "settings": SETTINGS[target] if settings is None else settings,
        "maps": MAPS.get(target, {}) if maps is None else maps,
    }
    path = folder / f"{name}-{target}.yaml"
    path.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")  # JSON is YAML
    return path


def hand_out(run, folder, target, *, out=None, profile=None, **asked):
    """Export a run to a target of a complete profile."""
    folder.mkdir(exist_ok=True)
    profile = profile or own_profile(folder.parent, target)
    file = out or folder / FILES.get(target, f"{target}.csv")
    said = export_run(run, file, Asked(str(profile), **asked))
    control = json.loads(said.control.read_bytes())
    return Given(said.file.read_bytes(), control, said)


def table(data, *, encoding="utf-8", **dialect):
    """Read a file as whoever imports it would."""
    text = data.decode(encoding)
    return list(csv.reader(io.StringIO(text, newline=""), strict=True, **dialect))


def records(data, **dialect):
    """Read a file with one header as dictionaries."""
    header, *rows = table(data, **dialect)
    assert all(len(row) == len(header) for row in rows)
    return [dict(zip(header, row, strict=True)) for row in rows]
