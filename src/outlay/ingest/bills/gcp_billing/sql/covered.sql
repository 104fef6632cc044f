-- Usage that commitments cover, in whole units of 1e-12: at a lower price, or by each credit of a row.
SELECT
  line_id, billing_account_id, v_month, v_currency,
  CAST(CAST(timezone('America/Los_Angeles', v_start) AS DATE) AS VARCHAR) AS day,
  kind, subscription, covers, project_id, sku_id,
  money_units(value) AS value,
  money_units(CASE WHEN v_currency = 'USD' THEN coalesce(amount(currency_conversion_rate), 1)
    ELSE amount(currency_conversion_rate) END) AS rate,
  money_units(v_cost) AS cost,
  money_units(v_net) AS net,
  money_units(v_list) AS listed,
  money_units(v_contracted) AS contracted,
  money_units(v_amount) AS consumed,
  money_units(v_priced) AS priced,
  lower(pricing_unit) AS unit,
  concat_ws(chr(31), v_start, v_end, subscription, sku_id, project_id, resource_id, zone, v_cost, v_net, v_amount, value, covers,
    tag_text) AS content
FROM (
  SELECT *, 'priced' AS kind, NULL AS covers, v_net AS value
  FROM metered
  WHERE model IS NOT NULL AND subscription IS NOT NULL
  UNION ALL
  SELECT
    metered.*, commitment_kind,
    CASE commitment_kind WHEN 'spend' THEN product(name) ELSE lower(region) || ' ' || resource(lower(sku_name)) END,
    -v_credit
  FROM metered JOIN elements USING (line_id)
  WHERE commitment_kind IN ('spend', 'resource') AND model IS NULL
)
WHERE is_usage AND v_cost IS NOT NULL AND v_start IS NOT NULL AND v_period_start IS NOT NULL AND value IS NOT NULL
ORDER BY line_id
