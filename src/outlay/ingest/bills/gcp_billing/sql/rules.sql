-- What each rule did: its name, the currency, how many rows or credits, and by how much it changes what is billed.
SELECT
  CASE WHEN is_reduction THEN 'reduction' WHEN is_known THEN 'credit' ELSE 'unknown_credit' END AS rule,
  v_currency AS currency, count(*) AS lines, sum(v_credit) AS billed
FROM elements JOIN metered USING (line_id)
GROUP BY ALL
UNION ALL
SELECT CASE role WHEN 'purchase' THEN 'commitment_fee' WHEN 'used' THEN 'covered' ELSE role END, v_currency,
  count(DISTINCT CASE WHEN role IN ('purchase', 'used') THEN line_id ELSE -parts.rowid END), 0
FROM parts JOIN metered USING (line_id)
WHERE role <> 'rest'
GROUP BY ALL
UNION ALL
SELECT 'split', v_currency, count(*) - count(DISTINCT line_id), 0
FROM parts JOIN metered USING (line_id)
WHERE role IN ('used', 'rest')
GROUP BY ALL
UNION ALL
SELECT CASE WHEN is_fee THEN 'unknown_fee' ELSE 'unknown_cover' END, v_currency, count(*), 0
FROM metered
WHERE v_type = 'regular' AND (is_fee OR v_committed <> 0 OR model IS NOT NULL AND subscription IS NOT NULL)
  AND line_id NOT IN (SELECT line_id FROM parts WHERE role IN ('purchase', 'used'))
GROUP BY ALL
UNION ALL
SELECT 'earlier_usage', v_currency, count(*), 0
FROM metered WHERE v_end <= timezone('UTC', v_period_start) AND v_type = 'regular' GROUP BY ALL
UNION ALL
SELECT 'unknown_cost_type', v_currency, count(*), 0
FROM metered WHERE v_type IS NULL OR v_type NOT IN ('regular', 'tax', 'adjustment', 'rounding_error') GROUP BY ALL
UNION ALL
SELECT 'rounded', v_currency, count(*), 0 FROM metered WHERE cost IS NOT NULL AND NOT is_plain(cost) GROUP BY ALL
UNION ALL
SELECT 'unreadable', v_currency, count(*), 0
FROM metered WHERE v_cost IS NULL OR v_start IS NULL OR v_end IS NULL OR v_period_start IS NULL GROUP BY ALL
ORDER BY ALL
