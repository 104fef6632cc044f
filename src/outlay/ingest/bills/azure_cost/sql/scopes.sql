-- Which views each billing account and month has, and what each says of usage that no commitment covers.
CREATE OR REPLACE TEMP TABLE scopes AS
SELECT
  account, period_start, currency,
  bool_or(view = 'actual') AS has_actual,
  bool_or(view = 'amortised') AS has_amortised,
  coalesce(sum(c_cost) FILTER (view = 'actual'), 0) AS actual_cost,
  coalesce(sum(c_cost) FILTER (view = 'amortised'), 0) AS amortised_cost,
  coalesce(sum(c_cost) FILTER (view = 'actual' AND kind = 'usage'), 0) AS actual_usage,
  coalesce(sum(c_cost) FILTER (view = 'amortised' AND kind = 'usage' AND NOT is_covered), 0) AS amortised_usage,
  coalesce(sum(c_cost) FILTER (
    view = 'amortised' AND (kind IN ('unusedreservation', 'unusedsavingsplan') OR (kind = 'usage' AND is_covered))
  ), 0) AS covered_cost
FROM lines JOIN file_view USING (_file)
GROUP BY ALL
