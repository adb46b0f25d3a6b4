"""The tie-out: payroll, journal, statements and manifest, per currency, from the file itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple, TypeGuard

from scoring.errors import Problem, ReconciliationError
from scoring.exact import fixed
from scoring.exact.money import MINOR_PLACES
from scoring.exports.building import Built, Section
from scoring.exports.cells import AmountCell
from scoring.exports.dialect import read_back
from scoring.exports.items import EXPENSE, Said, postings
from scoring.exports.lines import PAYOUTS, Line
from scoring.exports.lint import amount_record, currency_header, payee_header
from scoring.exports.targets import Target
from scoring.ledger.identity import hash_total
from scoring.ledger.totals import Rows

_HINT = "Do not pay from it; check the run with `plaudit verify --totals`."
_FILE_HINT = "Nothing was written. Please report it with the profile."
_AMOUNT = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_NOTHING = Decimal(0)


class _Money(NamedTuple):
    """One row of the file as it was read back: whose, in which currency, how much."""

    payee: str
    currency: str
    debit: Decimal
    credit: Decimal


def require_run_tied(lines: Sequence[Line], manifest: Mapping[str, Any], run: Path) -> None:
    """Compare all pay lines with the manifest: rows and sum by currency, and the hash total.

    Raises:
        ReconciliationError: they are not those of the run.
    """
    said, problems = manifest["totals"], []
    if _by_currency(lines) != said["currencies"]:
        what = "rows or sums by currency are not those of the manifest"
        problems.append(Problem("pay-differs", str(run / PAYOUTS), what, _HINT))
    if hash_total([line.payee_id for line in lines]) != said["hash_total"]:
        what = "the hash total is not that of the manifest"
        problems.append(Problem("hash-total-differs", str(run / PAYOUTS), what, _HINT))
    if problems:
        raise ReconciliationError(problems)


def _by_currency(lines: Sequence[Line]) -> dict[str, dict[str, Any]]:
    totals: dict[str, dict[str, Any]] = {}
    for code in sorted({line.currency for line in lines}):
        amounts = [line.amount_minor for line in lines if line.currency == code]
        totals[code] = {"rows": len(amounts), "sum": fixed.text(sum(amounts), MINOR_PLACES[code])}
    return totals


def require_file_tied(
    built: Built, target: Target, paid: Sequence[Line], rows: Rows, said: Said
) -> dict[str, dict[str, str]]:
    """Read the file back and hold its money to statements, journal and manifest.

    Args:
        built: the file.
        target: its profile with settings and maps.
        paid: the lines that it hands out.
        rows: the pay lines of the run as its table has them, which statements print.
        said: what the run says of itself.

    Returns:
        Debits and credits of each currency, as text, of what the file books or would book.

    Raises:
        ReconciliationError: the file is not what it should be; it must not be written.
    """
    codes = sorted({line.currency for line in paid})
    own = [row for row in rows if row["currency"] in codes and row["amount"]]
    found: list[str] = []
    try:
        table = read_back(built.content, target.profile.file)
        money = list(_money(table, built, target, codes))
    except ValueError as error:
        raise ReconciliationError(_differs(f"cannot be read back: {error}")) from error
    statements = _sums(((row["agent_id"], row["currency"]), row["amount"]) for row in own)
    if target.profile.kind == "payroll":
        found += _payees_differ(money, statements, built.payees)
    apart = sum(a != b for a, b in zip(table, built.table, strict=True))
    found += [f"rows of the file that are not those that were made: {apart}"] if apart else []
    booked = _booked(paid, said)
    found += _journal_differs(money, booked, target.profile.kind)
    total = _sums((row["currency"], row["amount"]) for row in own)
    found += [
        f"{code}: the journal books {booked[code]}, statements come to {total[code]}"
        for code in codes
        if booked[code] != total[code]
    ]
    if found:
        raise ReconciliationError([_differs(what) for what in dict.fromkeys(found)])
    return _sides(paid, said)


def _differs(what: str) -> Problem:
    return Problem("file-differs", "the file", what, _FILE_HINT)


def _money(
    table: list[list[str]], built: Built, target: Target, codes: Sequence[str]
) -> Iterator[_Money]:
    """Yield the money of the file's rows as an independent reader finds it.

    Raises:
        ValueError: rows, headers or amounts that are not those that were to be written.
    """
    profile, start = target.profile, 0
    for section in built.sections:
        header, *rows = table[start : start + 1 + len(section.rows)] or [[]]
        start += 1 + len(section.rows)
        if header != list(section.record.columns) or len(rows) != len(section.rows):
            raise ValueError("rows or columns are missing")
        if section.record is amount_record(profile):
            yield from _of_section(section, rows, target, codes)
    if start != len(table):
        raise ValueError("there are more rows than were made")


def _of_section(
    section: Section, rows: Sequence[list[str]], target: Target, codes: Sequence[str]
) -> Iterator[_Money]:
    profile, record = target.profile, section.record
    headers = list(record.columns)
    payee, currency = payee_header(profile, record), currency_header(profile, record)
    whose = headers.index(payee) if payee else None
    which = headers.index(currency) if currency else None
    called = {} if which is None else _currencies(section, which)
    money = [(i, c) for i, c in enumerate(record.columns.values()) if _is_money(c)]
    for row in rows:
        if len(row) != len(headers):
            raise ValueError("a row has another number of cells than the header")
        debit, credit = _row_money(money, row, profile.amounts.mark)
        code = codes[0] if which is None else called.get(row[which])
        if code is None:
            raise ValueError("a row is in a currency that no line is in")
        yield _Money("" if whose is None else row[whose], code, debit, credit)


def _is_money(cell: Any) -> TypeGuard[AmountCell]:
    return isinstance(cell, AmountCell)


def _currencies(section: Section, place: int) -> dict[str, str]:
    """Return the code behind each word that the file has for a currency."""
    pairs = zip(section.items, section.rows, strict=True)
    return {row[place]: item.first.currency for item, row in pairs}


def _row_money(
    columns: Sequence[tuple[int, AmountCell]], row: list[str], mark: str
) -> tuple[Decimal, Decimal]:
    """Add up a row's columns of money: what is above zero or debited, and the rest.

    Raises:
        ValueError: an amount that is none, or a total that is not the sum of its row.
    """
    debit = credit = _NOTHING
    for place, cell in columns:
        if cell.total:
            continue
        amount = _amount(row[place], mark)
        if cell.amount in ("credit", "below_zero") or amount < 0:
            credit += abs(amount)
        else:
            debit += amount
    if any(c.total and _amount(row[place], mark) != debit - credit for place, c in columns):
        raise ValueError("a total is not the sum of its row")
    return debit, credit


def _amount(text: str, mark: str) -> Decimal:
    plain = text.replace(",", ".") if mark == "comma" else text
    if plain and not _AMOUNT.fullmatch(plain):
        raise ValueError("an amount is no number")
    return Decimal(plain or 0)


def _payees_differ(
    money: Sequence[_Money], statements: Mapping[Any, Decimal], called: Mapping[str, str]
) -> Iterator[str]:
    here = _sums(((one.payee, one.currency), one.debit - one.credit) for one in money)
    there = _sums(((called.get(who, ""), code), sum_) for (who, code), sum_ in statements.items())
    apart = sum(here.get(key) != there.get(key) for key in here.keys() | there.keys())
    if apart:
        yield f"payees and currencies whose sum is not that of their statement: {apart}"


def _journal_differs(
    money: Sequence[_Money], booked: Mapping[str, Decimal], kind: str
) -> Iterator[str]:
    """Yield where the file is out of balance, or does not come to what the journal books."""
    net = _sums((one.currency, one.debit - one.credit) for one in money)
    if kind == "payroll":
        for code in net.keys() | booked.keys():
            if net.get(code, Decimal(0)) != booked.get(code, Decimal(0)):
                yield f"{code}: the file comes to {net.get(code)}, the journal {booked.get(code)}"
        return
    for code, rest in net.items():
        if rest:
            yield f"{code}: debits and credits differ by {rest}"
    # Postings stand in pairs: the expense, then what is payable.
    own = _sums((one.currency, one.debit - one.credit) for one in money[::2])
    for code in own.keys() | booked.keys():
        if own.get(code, Decimal(0)) != booked.get(code, Decimal(0)):
            yield f"{code}: the expense of the file is {own.get(code)}, not {booked.get(code)}"


def _booked(paid: Sequence[Line], said: Said) -> defaultdict[str, Decimal]:
    """Return the expense that the journal of these lines books, by currency."""
    found = defaultdict[str, Decimal](Decimal)
    for item in postings(paid, said):
        if item.side == EXPENSE:
            code = item.first.currency
            found[code] += Decimal(fixed.text(item.amount_minor, MINOR_PLACES[code]))
    return found


def _sides(paid: Sequence[Line], said: Said) -> dict[str, dict[str, str]]:
    """Return what is debited and credited in each currency."""
    sums: dict[str, list[int]] = {}
    for item in postings(paid, said):
        debit, credit = sums.get(item.first.currency, [0, 0])
        amount = item.amount_minor
        sums[item.first.currency] = [debit + max(amount, 0), credit + max(-amount, 0)]
    return {
        code: {
            "debits": fixed.text(debit, MINOR_PLACES[code]),
            "credits": fixed.text(credit, MINOR_PLACES[code]),
        }
        for code, (debit, credit) in sorted(sums.items())
    }


def _sums(pairs: Any) -> defaultdict[Any, Decimal]:
    found: defaultdict[Any, Decimal] = defaultdict(Decimal)
    for key, amount in pairs:
        found[key] += amount
    return found
