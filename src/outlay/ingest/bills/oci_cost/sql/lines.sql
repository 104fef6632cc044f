-- The lines of the reports with typed values.
CREATE OR REPLACE TEMP TABLE lines AS
SELECT
  *,
  amount(Cost) AS v_cost,
  coalesce(amount(CostOverage), 0) AS v_overage,
  oci_moment("Start") AS v_start,
  oci_moment("End") AS v_end,
  date_trunc('month', oci_moment("Start")) AS v_period,
  upper(Currency) AS v_currency,
  lower(IsCorrection) IN ('true', 'y', 'yes', '1') AS is_correction
FROM texts
