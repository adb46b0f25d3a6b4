"""The KPIs of a plan in DataFusion: one query, exact percentiles out of sorted arrays.

`python -m benchmarks.peers.in_datafusion PLAN DATA OUT THREADS`. DataFusion has a continuous
percentile and an approximate one; the nearest rank is taken from each agent's sorted values.
"""

import sys

from datafusion import SessionConfig, SessionContext

from benchmarks.peers.kpis import END_UTC, START_UTC, interactions_of

_IN_MONTH = "{0} >= TIMESTAMP '" + START_UTC + "Z' AND {0} < TIMESTAMP '" + END_UTC + "Z'"
_SECONDS = "(CAST({1} AS BIGINT) - CAST({0} AS BIGINT)) / 1000000"
_RANKED = "array_sort(array_agg({0}) FILTER (WHERE {0} IS NOT NULL))"
QUERIES = {
    "desk": f"""
WITH rows AS (
  SELECT agent_id, csat, resolved, CAST(handle_s AS INTEGER) AS handle,
    CAST({_SECONDS.format("created_at", "first_response_at")} AS INTEGER) AS took,
    CASE priority WHEN 'urgent' THEN 900 WHEN 'high' THEN 3600 WHEN 'low' THEN 86400
      ELSE 7200 END AS owed
  FROM interactions
  WHERE {_IN_MONTH.format("created_at")} AND agent_id IS NOT NULL
)
SELECT agent_id,
  sum(csat) AS csat_n, count(csat) AS csat_v,
  CAST({_RANKED.format("took")}[(9 * count(took) + 9) / 10] AS BIGINT) AS response_p90_n,
  count(took) AS response_p90_v,
  count(*) FILTER (WHERE took <= owed) AS response_kept_n, count(*) AS response_kept_v,
  count(*) FILTER (WHERE resolved) AS solved_n, count(resolved) AS solved_v,
  CAST({_RANKED.format("handle")}[(count(handle) + 1) / 2] AS BIGINT) AS handle_median_n,
  count(handle) AS handle_median_v
FROM rows GROUP BY agent_id
""",
    "volume": f"""
WITH rows AS (
  SELECT *, {_IN_MONTH.format("created_at")} AS made, {_IN_MONTH.format("resolved_at")} AS done,
    {_SECONDS.format("created_at", "resolved_at")} AS took
  FROM interactions
  WHERE agent_id IS NOT NULL
)
SELECT agent_id,
  count(*) FILTER (WHERE made) AS contacts_n, count(*) FILTER (WHERE made) AS contacts_v,
  count(*) FILTER (WHERE done AND resolved) AS solved_in_period_n,
  count(*) FILTER (WHERE done AND resolved) AS solved_in_period_v,
  sum(handle_s) FILTER (WHERE made AND channel <> 'store') AS hours_n,
  count(handle_s) FILTER (WHERE made AND channel <> 'store') AS hours_v,
  sum(reopens) FILTER (WHERE made AND handle_s IS NOT NULL) AS reopens_per_100_h_n,
  sum(handle_s) FILTER (WHERE made AND reopens IS NOT NULL) AS reopens_per_100_h_d,
  count(reopens) FILTER (WHERE made AND handle_s IS NOT NULL) AS reopens_per_100_h_v,
  sum(took) FILTER (WHERE made AND priority IN ('urgent', 'high')) AS time_to_solve_n,
  count(took) FILTER (WHERE made AND priority IN ('urgent', 'high')) AS time_to_solve_v,
  count(*) FILTER (WHERE made AND channel = 'phone' AND region <> 'west' AND csat >= 4)
    AS satisfied_by_phone_n,
  count(csat) FILTER (WHERE made AND channel = 'phone' AND region <> 'west')
    AS satisfied_by_phone_v,
  count(*) FILTER (WHERE made AND priority <> 'low' AND escalated) AS escalated_n,
  count(escalated) FILTER (WHERE made AND priority <> 'low') AS escalated_v
FROM rows GROUP BY agent_id
""",
}


def main(plan: str, data: str, out: str, threads: str) -> None:
    """Write the KPI table of a data folder."""
    context = SessionContext(SessionConfig().with_target_partitions(int(threads)))
    context.register_parquet("interactions", str(interactions_of(data)))
    context.sql(QUERIES[plan]).write_parquet(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
