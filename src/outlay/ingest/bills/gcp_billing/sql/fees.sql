-- The fees of commitments, in whole units of 1e-12: what each covers, and what its use takes off it.
SELECT
  line_id, billing_account_id, v_month, v_currency,
  CAST(CAST(timezone('America/Los_Angeles', v_start) AS DATE) AS VARCHAR) AS day,
  v_end - v_start > INTERVAL 25 HOURS AS is_long,
  strftime(v_start, '%Y-%m-%dT%H:%M:%S.%fZ') AS starts,
  strftime(v_end, '%Y-%m-%dT%H:%M:%S.%fZ') AS ends,
  kind,
  coalesce(subscription, sku_name) AS commitment,
  sku_name,
  CASE kind WHEN 'spend' THEN product(sku_name) ELSE lower(region) || ' ' || resource(lower(sku_name)) END AS covers,
  origin,
  project_id,
  money_units(v_cost + coalesce(v_reduction, 0) - coalesce(v_offset, 0)) AS fee,
  money_units(coalesce(v_offset, 0)) AS "offset",
  money_units(coalesce(v_priced, 0)) AS quantity,
  lower(pricing_unit) AS unit,
  concat_ws(chr(31), v_start, v_end, subscription, sku_id, project_id, resource_id, origin, v_cost, v_priced, tag_text, v_type)
    AS content
FROM (
  SELECT *, CASE
    WHEN NOT regexp_matches(sku_name, '^\s*commitment\b', 'i')
      OR subscription IN (SELECT DISTINCT subscription FROM metered WHERE subscription IS NOT NULL
        AND (model IS NOT NULL OR v_offset <> 0)) THEN 'priced'
    WHEN regexp_matches(sku_name, '\bdollar[ -]based\b', 'i') THEN 'spend'
    ELSE 'resource' END AS kind
  FROM metered
)
WHERE is_fee AND v_type IN ('regular', 'adjustment')
  AND v_cost IS NOT NULL AND v_start IS NOT NULL AND v_end IS NOT NULL AND v_period_start IS NOT NULL
ORDER BY line_id
