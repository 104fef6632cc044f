-- The lines that become charges: where both views are there, usage from the amortised and the rest from the actual one.
CREATE OR REPLACE TEMP VIEW taken AS
SELECT
  lines.*,
  view = 'amortised' AS is_amortised,
  kind IN ('unusedreservation', 'unusedsavingsplan') AS is_unused,
  kind IN ('usage', 'unusedreservation', 'unusedsavingsplan') AND is_covered
    OR kind IN ('unusedreservation', 'unusedsavingsplan') AS is_drawn,
  kind IN ('purchase', 'refund') AND benefit_category IS NOT NULL AS is_commitment_bought,
  scopes.has_amortised
FROM lines
JOIN file_view USING (_file)
JOIN scopes
  ON scopes.account IS NOT DISTINCT FROM lines.account
  AND scopes.period_start IS NOT DISTINCT FROM lines.period_start
  AND scopes.currency IS NOT DISTINCT FROM lines.currency
WHERE NOT (has_actual AND has_amortised)
  OR (view = 'amortised') = (kind IN ('usage', 'unusedreservation', 'unusedsavingsplan'))
