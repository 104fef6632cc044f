-- The rows of the export with typed values: exact money, moments in UTC, and the members of nested columns.
CREATE OR REPLACE TEMP TABLE lines AS
SELECT
  texts.*,
  row_number() OVER () AS line_id,
  amount(cost) AS v_cost,
  amount(cost_at_list) AS v_list,
  try_cast(regexp_replace(usage_start_time, ' UTC$', '+00') AS TIMESTAMPTZ) AS v_start,
  try_cast(regexp_replace(usage_end_time, ' UTC$', '+00') AS TIMESTAMPTZ) AS v_end,
  member(invoice, '$.month') AS v_month,
  month_start(member(invoice, '$.month'), 0) AS v_period_start,
  month_start(member(invoice, '$.month'), 1) AS v_period_end,
  upper(currency) AS v_currency,
  lower(cost_type) AS v_type,
  member(service, '$.description') AS service_name,
  member(sku, '$.description') AS sku_name,
  amount(member(usage, '$.amount')) AS v_amount,
  amount(member(usage, '$.amount_in_pricing_units')) AS v_priced,
  regexp_matches(member(sku, '$.description'), '^\s*commitment\b', 'i') IS TRUE AS is_fee
FROM texts
