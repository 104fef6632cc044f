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
floored AS (
  SELECT
    a.*,
    w.target,
    w.place,
    (a.billed * w.weight) // w.total AS billed_q,
    (a.billed * w.weight) % w.total AS billed_r,
    (a.effective * w.weight) // w.total AS effective_q,
    (a.effective * w.weight) % w.total AS effective_r,
    (a.list * w.weight) // w.total AS list_q,
    (a.list * w.weight) % w.total AS list_r
  FROM whole AS a
  JOIN weighed AS w USING (part_of)
),
ranked AS (
  SELECT
    *,
    billed - sum(billed_q) OVER (PARTITION BY pool) AS billed_left,
    effective - sum(effective_q) OVER (PARTITION BY pool) AS effective_left,
    list - sum(list_q) OVER (PARTITION BY pool) AS list_left,
    row_number() OVER (PARTITION BY pool ORDER BY billed_r DESC, place) AS billed_n,
    row_number() OVER (PARTITION BY pool ORDER BY effective_r DESC, place) AS effective_n,
    row_number() OVER (PARTITION BY pool ORDER BY list_r DESC, place) AS list_n
  FROM floored
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
FROM ranked
UNION ALL
-- What nothing weighs stays whole, without a target.
SELECT pool, NULL, billed_cost, effective_cost, list_cost
FROM split_amount
WHERE part_of IS NULL OR part_of NOT IN (SELECT part_of FROM weighed)
