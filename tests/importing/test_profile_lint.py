"""What a profile may not say: each contradiction at its place, and all of them at once."""

import pytest

from scoring.errors import PlanError
from scoring.importing.profile.profiles import load_profile
from tests.importing.exports import write_profile

CHANNEL = "channel: {read: text, from: channel}"
CSAT = "round: exact, scale: {lowest: 1, highest: 5}}"
FORMATS = 'from: solved, formats: ["%d.%m.%Y %H:%M"]}'
LATEST = ("repeats: error", "repeats: {keep_last_by: [created_at, csat], ties: fault}")


def told(folder, *changes):
    """The code, place and text of all that is wrong with a changed profile."""
    try:
        load_profile(write_profile(folder, *changes))
    except PlanError as error:
        return [(p.code, p.where.removeprefix("helpdesk.yaml:"), str(p)) for p in error.problems]
    return []


@pytest.mark.parametrize(
    "changes",
    [
        [LATEST],
        [("repeats: error", "repeats: identical_ok")],
        [("csv: {delimiter: comma, encoding: utf-8}\n", "")],  # Parquet needs no dialect
        [("assignee: {from: agent}", "assignee: {from: agent}\n  resolver: {from: solver}")],
        [(CHANNEL, "channel: {read: text, from: channel, fill: {with: chat}, optional: true}")],
        [(CHANNEL, "channel: {read: text, from: [channel, state], fill: {from: stars}}")],
        [(CHANNEL, CHANNEL + "\n  cost_currency: {read: constant, word: EUR}")],
        [
            (
                "ignore: [remark]",
                "ignore: [remark]\nheaders: {stars: [rating, Stelle], remark: [Rem]}",
            )
        ],
        [(CSAT, CSAT[:-1] + ", words: {Good: 5, Not rated: none}, affixes: [/5, '%']}")],
        [(FORMATS, 'from: solved, formats: ["%Y-%m-%d %H:%M:%S+00:00"], zone: Asia/Tokyo}')],
        [(FORMATS, 'from: solved, formats: [unix_s, "%Y-%m-%dT%H:%M:%S%z"]}')],
        [LATEST, (CHANNEL, CHANNEL[:-1] + ", event: {take: first, where: {state: {not: [New]}}}}")],
        [("zone: Europe/Berlin", "zone: UTC\nkeep: {state: {present: true}, channel: [chat]}")],
    ],
)
def test_what_does_not_contradict_itself_loads(tmp_path, changes):
    assert told(tmp_path, *changes) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "place", "said"),
    [
        # people
        ("credit: assignee", "credit: resolver", "missing-choice", "12:3", "resolver: {from: …}"),
        ("from: agent}", "from: agent, optional: true}", "contradiction", "13:27", "Remove opt"),
        (CHANNEL, "agent_id: {read: text, from: x}", "contradiction", "24:3", "under attribution"),
        (CHANNEL, "rated_agent_id: {read: text, from: x}", "contradiction", "24:3",
         "under attribution.rated"),
        ("assignee: {from: agent}", "assignee: {from: []}", "too-few", "13:14", "at least 1"),
        # repeats and events
        ("repeats: error", "repeats: {keep_last_by: channel, ties: fault}", "wrong-kind", "10:11",
         "read as text"),
        ("repeats: error", "repeats: {keep_last_by: agent_id, ties: fault}", "unknown-order",
         "10:11", "stamps or numbers"),
        ("repeats: error", "repeats: {keep_last_by: talk, ties: fault}", "unknown-order", "10:11",
         "Did you mean 'talk_s'"),
        ("repeats: error", "repeats: {keep_last_by: [csat, csat], ties: fault}", "contradiction",
         "10:11", "twice"),
        ("repeats: error", "repeats: {keep_last_by: csat}", "missing-key", "10:1", "ties"),
        (CHANNEL, CHANNEL[:-1] + ", event: {take: last, where: {state: [done]}}}", "unused-choice",
         "24:40", "an id has one row"),
        # columns that must be there
        ("from: id}", "from: id, optional: true}", "contradiction", "15:42", "Remove optional"),
        # fills
        (CHANNEL, CHANNEL[:-1] + ", fill: {}}", "contradiction", "24:40", "neither with nor from"),
        (CHANNEL, CHANNEL[:-1] + ", fill: {with: a, from: stars}}", "contradiction", "24:40",
         "both with and from"),
        (CHANNEL, CHANNEL[:-1] + ", fill: {with: '-'}}", "ambiguous-word", "24:40", "no value"),
        # numbers
        ("grouping: none", "grouping: point", "contradiction", "8:24", "both before decimals"),
        ("round: half_even}", "round: half_even, numbers: {mark: comma, grouping: comma}}",
         "contradiction", "28:82", "columns.x_price.numbers"),
        (CSAT, CSAT[:-1] + ", words: {Good: 6}}", "out-of-scale", "25:92", "from 1 to 5"),
        (CSAT, CSAT[:-1] + ", words: {Good: 4.00001}}", "too-many-places", "25:92", "4 decimal"),
        (CSAT, CSAT[:-1] + ", words: {'-': none}}", "ambiguous-word", "25:84", "no value"),
        (CSAT, CSAT[:-1] + ", affixes: ['%', '-']}", "ambiguous-word", "25:99", "its sign"),
        (CSAT, CSAT[:-1] + ", affixes: [' ']}", "ambiguous-word", "25:94", "part of a number"),
        (CSAT, CSAT[:-1] + ", affixes: [',']}", "ambiguous-word", "25:94", "part of a number"),
        (CSAT, CSAT[:-1] + ", affixes: ['.']}", "ambiguous-word", "25:94", "part of a number"),
        # words
        ("true_words: [done]", "true_words: [done, '']", "ambiguous-word", "26:42", "no value"),
        (CHANNEL, CHANNEL + "\n  x_vip: {read: flag, from: channel, among: ['-']}",
         "ambiguous-word", "25:38", "no value"),
        # stamps
        (FORMATS, 'from: solved, formats: ["%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M"]}', "contradiction",
         "23:72", "twice"),
        (FORMATS, "from: solved, formats: [unix_s, unix_ms]}", "contradiction", "23:44", "both"),
        (FORMATS, FORMATS[:-1] + ", zone: Mars/Base}", "unknown-zone", "23:73", "Mars/Base"),
        (FORMATS, "from: solved, formats: [unix_s], zone: UTC}", "unused-choice", "23:63",
         "Remove zone"),
        (FORMATS, "from: solved, formats: [unix_s], date_only: day_end}", "unused-choice", "23:3",
         "Remove date_only"),
        (FORMATS, 'from: solved, formats: ["%d.%m.%Y %H:%M %Z"]}', "unreadable-format", "23:54",
         "letters of a zone"),
        # constants
        (CHANNEL, "cost_currency: {read: constant, word: EURO}", "unknown-word", "24:35",
         "Did you mean 'EUR'"),
        (CHANNEL, "channel: {read: constant, word: " + "x" * 121 + "}", "unsafe-text", "24:29",
         "120 characters"),
        (CHANNEL, "nps: {read: constant, word: a}", "wrong-kind", "24:3", "holds whole"),
        # columns of the export
        ("ignore: [remark]", "ignore: [Agent]", "contradiction", "29:10", "ignored and used"),
        (CHANNEL, "channel: {read: text, from: STATE}", "contradiction", "14:1", "one column"),
        ("ignore: [remark]", "ignore: [remark]\nheaders: {id: [Agent]}", "contradiction", "30:11",
         "'agent' already"),
        ("ignore: [remark]", "ignore: [remark]\nheaders: {id: [ID]}", "contradiction", "30:11",
         "anyway"),
        ("ignore: [remark]", "ignore: [remark]\nheaders: {id: [nr], stars: [' NR']}",
         "contradiction", "30:21", "'id' already"),
        ("ignore: [remark]", "ignore: [remark]\nheaders: {star: [x]}", "unused-header", "30:11",
         "Did you mean 'stars'"),
        # conditions
        ("zone: Europe/Berlin", "zone: UTC\nkeep: {state: {at_least: 3}}", "test-not-for-type",
         "7:8", "keep compares"),
        ("zone: Europe/Berlin", "zone: UTC\nkeep: {state: ['']}", "ambiguous-word", "7:8",
         "present: false"),
        ("blank_where: {state: open}", "blank_where: {state: [open, '-']}", "ambiguous-word",
         "27:79", "present: false"),
    ],
)  # fmt: skip
def test_a_contradiction_is_told_at_its_place(tmp_path, old, new, code, place, said):
    [(found, where, text)] = told(tmp_path, (old, new))
    assert (found, where) == (code, place)
    assert said in text


def test_an_event_asks_for_what_an_export_can_say(tmp_path):
    event = CHANNEL[:-1] + ", event: {take: last, where: {state: {below: 3}}}}"
    [(code, where, text)] = told(tmp_path, LATEST, (CHANNEL, event))
    assert (code, where) == ("test-not-for-type", "24:68")
    assert "columns.channel.event.where compares" in text


def test_an_order_may_not_be_optional(tmp_path):
    optional = (CSAT, CSAT[:-1] + ", optional: true}")
    assert [p[:2] for p in told(tmp_path, LATEST, optional)] == [("contradiction", "10:11")]


def test_all_of_it_is_told_at_once_in_the_order_of_the_file(tmp_path):
    found = told(
        tmp_path,
        ("grouping: none", "grouping: point"),
        ("credit: assignee", "credit: column"),
        (FORMATS, FORMATS[:-1] + ", zone: Mars/Base}"),
        (CHANNEL, CHANNEL[:-1] + ", fill: {}}"),
        (CSAT, CSAT[:-1] + ", affixes: ['-']}"),
    )
    codes = [code for code, _, _ in found]
    assert codes == [
        "contradiction", "missing-choice", "unknown-zone", "contradiction", "ambiguous-word",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        # What cannot be read yet is told, and nothing is guessed of what hangs on it.
        (("attribution:\n  credit: assignee", "attribution:\n  credit: boss"), ["unknown-choice"]),
        (("repeats: error", "repeats: perhaps"), ["unknown-choice"]),
        (("zone: Europe/Berlin", "zone: UTC\nkeep: none"), ["wrong-form"]),
        (("ignore: [remark]", "ignore: [remark]\nheaders: {stars: rating}"), ["wrong-form"]),
    ],
)
def test_a_part_that_cannot_be_read_does_not_hide_the_rest(tmp_path, change, codes):
    wrong = (FORMATS, FORMATS[:-1] + ", zone: Mars/Base}")
    found = [code for code, _, _ in told(tmp_path, change, wrong)]
    assert sorted(found) == sorted([*codes, "unknown-zone"])
