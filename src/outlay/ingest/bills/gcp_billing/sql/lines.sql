-- The rows of the export with typed values: exact money, moments in UTC, and the members of nested columns, read once.
CREATE OR REPLACE TEMP TABLE lines AS
SELECT
  row_number() OVER () AS line_id,
  _file, _row,
  billing_account_id, currency_conversion_rate, cost, cost_type, adjustment_info, seller_name, usage_start_time, usage_end_time,
  credits,
  amount(cost) AS v_cost,
  amount(cost_at_list) AS v_list,
  amount(cost_at_effective_price_default) AS v_default,
  try_cast(regexp_replace(usage_start_time, ' UTC$', '+00') AS TIMESTAMPTZ) AS v_start,
  try_cast(regexp_replace(usage_end_time, ' UTC$', '+00') AS TIMESTAMPTZ) AS v_end,
  month AS v_month,
  month_start(month, 0) AS v_period_start,
  month_start(month, 1) AS v_period_end,
  upper(currency) AS v_currency,
  lower(cost_type) AS v_type,
  nullif(service_at[1], '') AS service_name,
  nullif(sku_at[1], '') AS sku_name,
  nullif(sku_at[2], '') AS sku_id,
  amount(nullif(usage_at[1], '')) AS v_amount,
  nullif(usage_at[2], '') AS usage_unit,
  amount(nullif(usage_at[3], '')) AS v_priced,
  nullif(usage_at[4], '') AS pricing_unit,
  coalesce(nullif(place_at[1], ''), nullif(place_at[2], '')) AS region,
  nullif(place_at[3], '') AS zone,
  nullif(resource_at[1], '') AS resource_name,
  coalesce(nullif(resource_at[2], ''), nullif(resource_at[1], '')) AS resource_id,
  nullif(project_at[1], '') AS project_id,
  nullif(project_at[2], '') AS project_name,
  member(subscription, '$.instance_id') AS subscription,
  nullif(lower(member(consumption_model, '$.description')), 'default') AS model,
  md5_number(coalesce(labels, '') || chr(31) || coalesce(tags, '') || chr(31) || coalesce(project_at[3], '') || chr(31)
    || coalesce(system_labels, '')) AS tag_id,
  regexp_matches(sku_at[1], '^\s*commitment\b|\bcommitted use discounts?\b', 'i') IS TRUE
    OR contains(credits, '"FEE_UTILIZATION_OFFSET"') IS TRUE AS is_fee EXTRAS
FROM (
  SELECT
    *,
    member(invoice, '$.month') AS month,
    json_extract_string(service, ['$.description']) AS service_at,
    json_extract_string(sku, ['$.description', '$.id']) AS sku_at,
    json_extract_string(usage, ['$.amount', '$.unit', '$.amount_in_pricing_units', '$.pricing_unit']) AS usage_at,
    json_extract_string(location, ['$.region', '$.location', '$.zone']) AS place_at,
    json_extract_string(resource, ['$.name', '$.global_name']) AS resource_at,
    json_extract_string(project, ['$.id', '$.name', '$.labels']) AS project_at
  FROM texts
)
