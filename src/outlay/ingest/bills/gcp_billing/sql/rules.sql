-- What each rule did: its name, the currency, how many rows or credits, and by how much it changes what is billed.
SELECT
  CASE WHEN is_reduction THEN 'reduction' WHEN is_known THEN 'credit' ELSE 'unknown_credit' END AS rule,
  v_currency AS currency, count(*) AS lines, sum(v_credit) AS billed
FROM elements JOIN lines USING (line_id)
GROUP BY ALL
UNION ALL
SELECT 'commitment_fee', v_currency, count(*), 0 FROM lines WHERE is_fee AND v_type = 'regular' GROUP BY ALL
UNION ALL
SELECT 'earlier_usage', v_currency, count(*), 0
FROM lines WHERE v_end <= timezone('UTC', v_period_start) AND v_type = 'regular' GROUP BY ALL
UNION ALL
SELECT 'unknown_cost_type', v_currency, count(*), 0
FROM lines WHERE v_type IS NULL OR v_type NOT IN ('regular', 'tax', 'adjustment', 'rounding_error') GROUP BY ALL
UNION ALL
SELECT 'rounded', v_currency, count(*), 0 FROM lines WHERE cost IS NOT NULL AND NOT is_plain(cost) GROUP BY ALL
UNION ALL
SELECT 'unreadable', v_currency, count(*), 0
FROM lines WHERE v_cost IS NULL OR v_start IS NULL OR v_end IS NULL OR v_period_start IS NULL GROUP BY ALL
ORDER BY ALL
