"""Worked examples of the page on exports: templates that were finished, and accounts by code."""

from __future__ import annotations

SAP = """\
# Our SAP payroll: infotype 0015 by our load program, the fields that it reads and no others.
export: our-sap
kind: payroll
title: {en: Our SAP additional payments, zh: 我司 SAP 附加付款}
proven: {by: own, on: the field list of our load program}
file:
  delimiter: tab
  quoting: never
  encoding: utf-8
  bom: false
  line_end: crlf
  dates: YYYYMMDD
amounts: {mark: point, places: currency, digits: 11, negatives: allow, unused: blank}
currencies: several
settings:
  begin_date: {what: the day of origin of the payment, form: day}
maps:
  wage_type:
    what: our wage type for each pay code
    by: pay_code
    form: code
    pattern: "[0-9]{4}"
    unmapped: refuse
  personnel_number:
    what: the personnel number of each agent
    by: payee_id
    form: code
    pattern: "[0-9]{8}"
    unmapped: refuse
records:
  payments:
    rows: line
    key: [PERNR, SUBTY, ENDDA, BEGDA]
    columns:
      PERNR: {map: personnel_number}
      SUBTY: {map: wage_type}
      ENDDA: {date: begin_date}
      BEGDA: {date: begin_date}
      LGART: {map: wage_type}
      BETRG: {amount: signed}
      WAERS: {field: currency}
      ZUORD: {field: line_id}
given:
  maps:
    wage_type: {PERF: "3100", STAR: "3110"}
    personnel_number: {A001: "00001001", A002: "00001002"}
"""
"""The SAP template, finished; `ZUORD` stands for a free field of the load program."""

KINGDEE = """\
# 我司精斗云工资表：列名与顺序照抄本账套导出的模板。
export: our-kingdee-payroll
kind: payroll
title: {en: Our Kingdee payroll sheet, zh: 我司精斗云工资表}
proven: {by: own, on: the sheet that our books export}
file:
  delimiter: comma
  quoting: where_needed
  encoding: utf-8
  bom: true
  line_end: crlf
  dates: YYYY-MM-DD
amounts: {mark: point, places: 2, digits: 10, negatives: refuse, unused: zero}
currencies: one
settings:
  currency: {what: 账套的本位币, form: currency}
maps:
  column:
    what: the column in which each pay code stands
    by: pay_code
    form: text
    choices: [绩效奖金, 明星奖]
    unmapped: refuse
records:
  employees:
    rows: payee
    columns:
      工号: {field: payee_id}
      姓名: blank
      绩效奖金: {amount: signed, map: column, word: 绩效奖金}
      明星奖: {amount: signed, map: column, word: 明星奖}
      实发工资: {amount: signed, total: true}
given:
  settings: {currency: CNY}
  maps:
    column: {PERF: 绩效奖金, STAR: 明星奖}
"""
"""The Kingdee template, finished: two columns of money and the total that the import demands."""

_FINISHED = """\
## Two templates, finished

The templates lie beside the other profiles, in `datasets/exports` of a checkout; who names one is
told its path. **SAP 0015**: the columns are those of your load program. `key` holds the fields by
which records are told apart without the counter `SEQNR`, which the load gives, so that two lines
of a payee under one wage type and day are refused. The personnel number comes from a map where
agents are called otherwise at the help desk; then no other form of their ids matters.

```yaml
{sap}```

**Kingdee payroll sheet**: each pay code goes to its column, and `total: true` marks the sum of the
row, which the import demands beside its parts. It is checked for every row and not counted again;
a profile in which money stands twice without it is refused.

```yaml
{kingdee}```
"""
_BOOKED = """\
## What a journal books

A journal books what is paid: a debit of the expense and a credit of what is payable for every pay
code, and the other way round below zero. What is held back, released or drawn against is such a
pay code too, and is no expense of the period: it needs an account by pay code. Copy the shipped
profile, write `by: pay_code` in its map `expense_account`, and give the accounts of these codes,
such as `maps: {expense_account: {HOLDBACK: "2212", RELEASE: "2212", DRAW: "1221"}}`; codes without
one keep the setting `expense_account`. As shipped that map goes by cost centre: where some centres
book to another account, give it in a profile that extends the shipped one.

`--supersedes` replaces a journal in the record alone. What was booked from the old one stays in the
ledger: reverse it there by hand before the new one is loaded. A day of booking outside of the
period is told, and not refused, and so are more rows than a target is known to take at once.

A target without a column for cost centres books and pays lines without one. A refusal names rows
of the run's `payouts.parquet`; `--show-values` adds the agent's id.
"""


def examples() -> str:
    """Return the examples and what is said of journals, in Markdown."""
    return f"{_FINISHED.format(sap=SAP, kingdee=KINGDEE)}\n{_BOOKED}"
