"""The KPIs of a plan in DuckDB: one query over the files, exact percentiles by `quantile_disc`.

`python -m benchmarks.peers.in_duckdb PLAN DATA OUT THREADS`
"""

import sys

import duckdb

from benchmarks.peers.kpis import END_UTC, START_UTC

_IN_MONTH = "{0} >= TIMESTAMPTZ '" + START_UTC + "Z' AND {0} < TIMESTAMPTZ '" + END_UTC + "Z'"
# Seconds as 32 bits: what a percentile keeps of every row is half as large.
QUERIES = {
    "desk": f"""
WITH rows AS (
  SELECT agent_id, csat, resolved, handle_s::INTEGER AS handle,
    ((epoch_us(first_response_at) - epoch_us(created_at)) // 1000000)::INTEGER AS took,
    CASE priority WHEN 'urgent' THEN 900 WHEN 'high' THEN 3600 WHEN 'low' THEN 86400
      ELSE 7200 END AS owed
  FROM read_parquet($files)
  WHERE {_IN_MONTH.format("created_at")} AND agent_id IS NOT NULL
)
SELECT agent_id,
  sum(csat)::BIGINT AS csat_n, count(csat) AS csat_v,
  quantile_disc(took, 0.9)::BIGINT AS response_p90_n, count(took) AS response_p90_v,
  count(*) FILTER (took <= owed) AS response_kept_n, count(*) AS response_kept_v,
  count(*) FILTER (resolved) AS solved_n, count(resolved) AS solved_v,
  quantile_disc(handle, 0.5)::BIGINT AS handle_median_n, count(handle) AS handle_median_v
FROM rows GROUP BY agent_id
""",
    "volume": f"""
WITH rows AS (
  SELECT *, {_IN_MONTH.format("created_at")} AS made, {_IN_MONTH.format("resolved_at")} AS done,
    (epoch_us(resolved_at) - epoch_us(created_at)) // 1000000 AS took
  FROM read_parquet($files)
  WHERE agent_id IS NOT NULL
)
SELECT agent_id,
  count(*) FILTER (made) AS contacts_n, contacts_n AS contacts_v,
  count(*) FILTER (done AND resolved) AS solved_in_period_n,
  solved_in_period_n AS solved_in_period_v,
  sum(handle_s) FILTER (made AND channel <> 'store')::BIGINT AS hours_n,
  count(handle_s) FILTER (made AND channel <> 'store') AS hours_v,
  sum(reopens) FILTER (made AND handle_s IS NOT NULL)::BIGINT AS reopens_per_100_h_n,
  sum(handle_s) FILTER (made AND reopens IS NOT NULL)::BIGINT AS reopens_per_100_h_d,
  count(reopens) FILTER (made AND handle_s IS NOT NULL) AS reopens_per_100_h_v,
  sum(took) FILTER (made AND priority IN ('urgent', 'high'))::BIGINT AS time_to_solve_n,
  count(took) FILTER (made AND priority IN ('urgent', 'high')) AS time_to_solve_v,
  count(*) FILTER (made AND channel = 'phone' AND region <> 'west' AND csat >= 4)
    AS satisfied_by_phone_n,
  count(csat) FILTER (made AND channel = 'phone' AND region <> 'west') AS satisfied_by_phone_v,
  count(*) FILTER (made AND priority <> 'low' AND escalated) AS escalated_n,
  count(escalated) FILTER (made AND priority <> 'low') AS escalated_v
FROM rows GROUP BY agent_id
""",
}


def main(plan: str, data: str, out: str, threads: str) -> None:
    """Write the KPI table of a data folder."""
    files = f"{data}/interactions*/*.parquet"
    with duckdb.connect(config={"threads": int(threads)}) as base:
        base.sql(QUERIES[plan], params={"files": files}).write_parquet(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
