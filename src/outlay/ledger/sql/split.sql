-- Shares of each amount by weight, exact: floor first, then one unit of 1e-12 more to the largest remainders
CREATE OR REPLACE TABLE split_share AS
WITH weighed AS (
  SELECT part_of, target, place, CAST(weight AS HUGEINT) AS weight, sum(weight) OVER (PARTITION BY part_of) AS total
  FROM split_weight
  WHERE weight > 0
),
whole AS (
  SELECT
    pool,
    part_of,
    CAST(abs(billed_cost) * 1000000000000::DECIMAL(13, 0) AS HUGEINT) AS billed,
    CAST(abs(effective_cost) * 1000000000000::DECIMAL(13, 0) AS HUGEINT) AS effective,
    CAST(abs(list_cost) * 1000000000000::DECIMAL(13, 0) AS HUGEINT) AS list,
    CASE WHEN billed_cost < 0 THEN -1 ELSE 1 END AS billed_sign,
    CASE WHEN effective_cost < 0 THEN -1 ELSE 1 END AS effective_sign,
    CASE WHEN list_cost < 0 THEN -1 ELSE 1 END AS list_sign
  FROM split_amount
),
floored AS MATERIALIZED (
  SELECT
    a.pool,
    w.target,
    w.place,
    (a.billed * w.weight) // w.total AS billed_q,
    CAST((a.billed * w.weight) % w.total AS BIGINT) AS billed_r,
    (a.effective * w.weight) // w.total AS effective_q,
    CAST((a.effective * w.weight) % w.total AS BIGINT) AS effective_r,
    (a.list * w.weight) // w.total AS list_q,
    CAST((a.list * w.weight) % w.total AS BIGINT) AS list_r
  FROM whole AS a
  JOIN weighed AS w USING (part_of)
),
summed AS (
  SELECT pool, sum(billed_q) AS billed_q, sum(effective_q) AS effective_q, sum(list_q) AS list_q
  FROM floored
  GROUP BY pool
),
-- Narrow rows: ranking sorts them once for each measure.
ranked AS (
  SELECT
    pool,
    target,
    billed_q,
    effective_q,
    list_q,
    row_number() OVER (PARTITION BY pool ORDER BY billed_r DESC, place) AS billed_n,
    row_number() OVER (PARTITION BY pool ORDER BY effective_r DESC, place) AS effective_n,
    row_number() OVER (PARTITION BY pool ORDER BY list_r DESC, place) AS list_n
  FROM floored
),
measured AS (
  SELECT
    r.*,
    w.billed_sign,
    w.effective_sign,
    w.list_sign,
    w.billed - s.billed_q AS billed_left,
    w.effective - s.effective_q AS effective_left,
    w.list - s.list_q AS list_left
  FROM ranked AS r
  JOIN summed AS s USING (pool)
  JOIN whole AS w USING (pool)
)
SELECT
  pool,
  target,
  CAST(billed_sign * (billed_q + CAST(billed_n <= billed_left AS HUGEINT)) AS DECIMAL(38, 0))
    * 0.000000000001::DECIMAL(12, 12) AS billed_cost,
  CAST(effective_sign * (effective_q + CAST(effective_n <= effective_left AS HUGEINT)) AS DECIMAL(38, 0))
    * 0.000000000001::DECIMAL(12, 12) AS effective_cost,
  CAST(list_sign * (list_q + CAST(list_n <= list_left AS HUGEINT)) AS DECIMAL(38, 0))
    * 0.000000000001::DECIMAL(12, 12) AS list_cost
FROM measured
UNION ALL
-- What nothing weighs stays whole, without a target.
SELECT pool, NULL, billed_cost, effective_cost, list_cost
FROM split_amount
WHERE part_of IS NULL OR part_of NOT IN (SELECT part_of FROM weighed)
