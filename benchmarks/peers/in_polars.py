"""The KPIs of a plan in Polars: a lazy query in the streaming engine, from files to a file.

`python -m benchmarks.peers.in_polars PLAN DATA OUT THREADS`; the nearest-rank quantile is the
interpolation that Polars calls equiprobable.
"""

import datetime as dt
import os
import sys

from benchmarks.peers.kpis import END_UTC, START_UTC, parts_of

if __name__ == "__main__":
    os.environ["POLARS_MAX_THREADS"] = sys.argv[4]  # read once, when the library loads

import polars as pl

_START, _END = (dt.datetime.fromisoformat(f"{at}Z") for at in (START_UTC, END_UTC))


def main(plan: str, data: str, out: str, threads: str) -> None:
    """Write the KPI table of a data folder."""
    if pl.thread_pool_size() != int(threads):
        sys.exit(f"Polars runs {pl.thread_pool_size()} threads, not {threads}")
    rows = pl.scan_parquet(parts_of(data))
    rows = rows.filter(pl.col("agent_id").is_not_null())
    QUERIES[plan](rows).sink_parquet(out, engine="streaming")


def desk(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Compute the plan `desk`."""
    priority, took, handle = pl.col("priority"), pl.col("took"), pl.col("handle")
    owed = (
        pl.when(priority == "urgent")
        .then(900)
        .when(priority == "high")
        .then(3_600)
        .when(priority == "low")
        .then(86_400)
        .otherwise(7_200)
    )
    kept = took <= pl.col("owed")
    return (
        rows.filter(_in_month("created_at"))
        .select(
            "agent_id",
            "csat",
            "resolved",
            # 32 bits: what a percentile keeps of every row is half as large
            handle=pl.col("handle_s").cast(pl.Int32),
            took=_seconds("created_at", "first_response_at").cast(pl.Int32),
            owed=owed,
        )
        .group_by("agent_id")
        .agg(
            csat_n=pl.col("csat").sum(),
            csat_v=pl.col("csat").count(),
            response_p90_n=took.quantile(0.9, "equiprobable").cast(pl.Int64),
            response_p90_v=took.count(),
            response_kept_n=kept.sum(),
            response_kept_v=pl.len(),
            solved_n=pl.col("resolved").sum(),
            solved_v=pl.col("resolved").count(),
            handle_median_n=handle.quantile(0.5, "equiprobable").cast(pl.Int64),
            handle_median_v=handle.count(),
        )
    )


def volume(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Compute the plan `volume`: what a filter leaves out becomes null, and sums pass over it."""
    made, channel, priority = pl.col("made"), pl.col("channel"), pl.col("priority")
    handle, reopens = pl.col("handle_s"), pl.col("reopens")
    worked = pl.when(made & (channel != "store")).then(handle)
    both = made & handle.is_not_null() & reopens.is_not_null()
    took = _seconds("created_at", "resolved_at")
    solving = pl.when(made & priority.is_in(["urgent", "high"])).then(took)
    phone = made & (channel == "phone") & (pl.col("region") != "west")
    rating = pl.when(phone).then(pl.col("csat"))
    escalated = pl.when(made & (priority != "low")).then(pl.col("escalated"))
    return (
        rows.with_columns(made=_in_month("created_at"))
        .select(
            "agent_id",
            "made",
            done=_in_month("resolved_at") & pl.col("resolved"),
            worked=worked,
            above=pl.when(both).then(reopens),
            below=pl.when(both).then(handle),
            solving=solving,
            rating=rating,
            satisfied=rating >= 4,
            escalated=escalated,
        )
        .group_by("agent_id")
        .agg(
            contacts_n=pl.col("made").sum(),
            contacts_v=pl.col("made").sum(),
            solved_in_period_n=pl.col("done").sum(),
            solved_in_period_v=pl.col("done").sum(),
            hours_n=pl.col("worked").sum(),
            hours_v=pl.col("worked").count(),
            reopens_per_100_h_n=pl.col("above").sum(),
            reopens_per_100_h_d=pl.col("below").sum(),
            reopens_per_100_h_v=pl.col("below").count(),
            time_to_solve_n=pl.col("solving").sum(),
            time_to_solve_v=pl.col("solving").count(),
            satisfied_by_phone_n=pl.col("satisfied").sum(),
            satisfied_by_phone_v=pl.col("rating").count(),
            escalated_n=pl.col("escalated").sum(),
            escalated_v=pl.col("escalated").count(),
        )
    )


def _in_month(stamp: str) -> pl.Expr:
    return pl.col(stamp).is_between(_START, _END, closed="left")


def _seconds(start: str, end: str) -> pl.Expr:
    return (pl.col(end) - pl.col(start)).dt.total_seconds()


QUERIES = {"desk": desk, "volume": volume}

if __name__ == "__main__":
    main(*sys.argv[1:])
