"""Recipes on stamps: formats, zones, offsets that are true and offsets that are not."""

from __future__ import annotations

RECIPES = """\
### Stamps

A format is read strictly and whole. `%d %m %H` are two digits, `%-d %-m %-H` one or two without a
leading zero. [All directives](#formats-numbers-and-durations) stand below.

#### Unpadded day/month/year, with `?` for nothing

```csv
id,agent,opened,solved,team
T1,A1,29/2/2016 01:16,?,?
T2,?,3/11/2016 9:05,12/11/2016 14:00,?
```

```yaml
nulls: ["", "?"]
columns:
  created_at: {read: stamp, from: opened, formats: ["%-d/%-m/%Y %H:%M", "%-d/%-m/%Y %-H:%M"]}
  resolved_at: {read: stamp, from: solved, formats: ["%-d/%-m/%Y %H:%M"]}
  team: {read: text, from: team, nulls: [""]}
```

```text
interaction_id  agent_id  created_at            resolved_at           team
T1              A1        2016-02-29 01:16:00Z  -                     ?
T2              -         2016-11-03 09:05:00Z  2016-11-12 14:00:00Z  ?
```

A reading's own `nulls` stand instead of the profile's, as for `team` here. Where hours may be
written both `01` and `9`, list both formats: `01` does not fit `%-H`, and `9` does not fit `%H`.

#### Several formats in one column, and what is ambiguous

Every format is tried on every value. A value that fits two and names one time is fine; one that
names two different times is `ambiguous-stamp`, and none is chosen. So list only formats that the
export really has. Two orders of day and month in one column cannot be told apart by the value: if
another column says which desk wrote it, import each desk by a profile of its own with `keep`.

```csv
id,agent,opened
T1,A1,2026-03-01 09:00:30
T2,A1,13/03/2026 09:00
T3,A1,Mar 5 2026 1:07 PM
T4,A1,03/04/2026 09:00
```

```yaml
columns:
  created_at:
    read: stamp
    from: opened
    formats: ["%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%b %-d %Y %-I:%M %p"]
violations: {ambiguous-stamp: quarantine}
```

```text
interaction_id  created_at
T1              2026-03-01 09:00:30Z
T2              2026-03-13 09:00:00Z
T3              2026-03-05 13:07:00Z

ambiguous-stamp created_at: 1 (quarantine)
```

To resolve it, find out which order the system writes (a value above 12 shows it), and remove the
other format: T4 is then read.

#### Day and month that a spreadsheet exchanged

A spreadsheet that opens day/month/year on a machine set to month/day/year turns `03/04/2026` into
the 4th of March and leaves `13/04/2026` as text. The trace: in one column, dates in two shapes, and
of the one shape no day is above 12. The import notes dates beside text in a column of a workbook.
Nothing in the value says which of them were exchanged: export again without a spreadsheet in
between. If that cannot be had, and only if all dates of that shape are known to be exchanged, read
them back by a format that says so:

```csv
id,agent,opened
T1,A1,2026-03-04 00:00:00
T2,A1,13/04/2026
```

```yaml
columns:
  created_at:
    read: stamp
    from: opened
    formats: ["%Y-%d-%m 00:00:00", "%d/%m/%Y"]
    date_only: day_start
```

```text
interaction_id  created_at
T1              2026-04-03 00:00:00Z
T2              2026-04-13 00:00:00Z
```

#### Date and time in two columns; dates without a time

`from` may list columns, whose texts are joined with one space. A format without an hour needs
`date_only`: the instant is the first (`day_start`) or the last (`day_end`) of that day, in
the zone. A survey date is best read as `day_end`, or it would lie before the contact itself.

```csv
id,agent,day,time,surveyed
T1,A1,1.3.2026,9:05,01-Mar-26
```

```yaml
zone: Europe/Berlin
columns:
  created_at: {read: stamp, from: [day, time], formats: ["%-d.%-m.%Y %-H:%M"]}
  survey_at: {read: stamp, from: surveyed, formats: ["%d-%b-%y"], date_only: day_end}
```

```text
interaction_id  created_at            survey_at
T1              2026-03-01 08:05:00Z  2026-03-01 22:59:59.999999Z
```

#### Stamps that say +00:00 and are not

Two things look alike. Where the offset is what the export means, write `%z`: it counts, each value
has its own, and the zone is not asked. Where an export prints `+00:00` or `Z` after a local time,
write it as plain text into the format and say in `zone` what the clock really shows. How to tell:
compare one ticket with the system's own screen, or look at the hours in which nobody works. A
`zone` on a reading holds for that column alone.

```csv
id,agent,opened,solved,closed
T1,A1,2026-03-01T17:00:00+00:00,2026-03-01T17:30:00+08:00,2026-03-01 05:00
```

```yaml
zone: Asia/Shanghai
columns:
  created_at: {read: stamp, from: opened, formats: ["%Y-%m-%dT%H:%M:%S+00:00"]}
  resolved_at: {read: stamp, from: solved, formats: ["%Y-%m-%dT%H:%M:%S%z"]}
  closed_at: {read: stamp, from: closed, formats: ["%Y-%m-%d %H:%M"], zone: America/New_York}
```

```text
interaction_id  created_at            resolved_at           closed_at
T1              2026-03-01 09:00:00Z  2026-03-01 09:30:00Z  2026-03-01 10:00:00Z
```

#### Hours that the clock skips or repeats

In a zone that changes its clock, an hour in spring never was (`zone-gap`) and an hour in autumn was
twice (`zone-overlap`). A stamp in it names no one instant. `blank` empties the field; `created_at`
cannot be empty, so there the row goes to quarantine either way. An export in UTC, or with a true
offset, has no such hours.

```csv
id,agent,opened,solved
T1,A1,2026-03-28 12:00,2026-03-29 02:30
T2,A1,2026-10-25 02:30,2026-10-25 12:00
```

```yaml
zone: Europe/Berlin
columns:
  resolved_at: {read: stamp, from: solved, formats: ["%Y-%m-%d %H:%M"]}
```

```text
interaction_id  created_at            resolved_at
T1              2026-03-28 11:00:00Z  -

zone-gap resolved_at: 1 (blank)
zone-overlap created_at: 1 (quarantine)
```

#### Seconds since 1970, and a stamp that is only told as a duration

```csv
id,agent,epoch,epoch_ms,wait
T1,A1,1772355600,1772355900250,2.5
```

```yaml
columns:
  created_at: {read: stamp, from: epoch, formats: [unix_s]}
  resolved_at: {read: stamp, from: epoch_ms, formats: [unix_ms]}
  first_response_at:
    read: stamp_plus_duration
    stamp: created_at
    from: wait
    unit: min
    round: half_up
```

```text
interaction_id  created_at            first_response_at     resolved_at
T1              2026-03-01 09:00:00Z  2026-03-01 09:02:30Z  2026-03-01 09:05:00.250000Z
```
"""
