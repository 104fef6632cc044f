-- What each rule did: its name, the currency, how many lines, and by how much it changes what is billed.
SELECT 'repeated_file' AS rule, currency, count(*) AS lines, -sum(c_cost) AS billed
FROM lines WHERE _file NOT IN (SELECT _file FROM file_view) GROUP BY ALL
UNION ALL
SELECT 'other_view', lines.currency, count(*), -sum(lines.c_cost)
FROM lines SEMI JOIN file_view USING (_file) ANTI JOIN taken
  ON taken._file = lines._file AND taken._row = lines._row
GROUP BY ALL
UNION ALL
SELECT 'covered', currency, count(*), -sum(c_cost) FROM taken WHERE is_drawn AND is_amortised GROUP BY ALL
UNION ALL
SELECT 'purchase_of_commitment', currency, count(*), 0 FROM taken WHERE is_commitment_bought AND has_amortised GROUP BY ALL
UNION ALL
SELECT 'no_accrual_view', currency, count(*), 0
FROM taken WHERE NOT has_amortised AND (is_drawn OR is_commitment_bought) GROUP BY ALL
UNION ALL
SELECT 'unknown_charge_type', currency, count(*), 0
FROM taken
WHERE kind IS NULL OR kind NOT IN (
  'usage', 'purchase', 'refund', 'tax', 'credit', 'adjustment', 'roundingadjustment', 'unusedreservation',
  'unusedsavingsplan')
GROUP BY ALL
UNION ALL
SELECT 'rounded', currency, count(*), 0 FROM taken WHERE Cost IS NOT NULL AND NOT is_plain(Cost) GROUP BY ALL
UNION ALL
SELECT 'unreadable', currency, count(*), 0
FROM taken WHERE amount(Cost) IS NULL OR day IS NULL OR period_start IS NULL GROUP BY ALL
ORDER BY ALL
