-- Charges as they are stored: FOCUS columns, and where each belongs.
CREATE OR REPLACE TEMP VIEW charged AS
SELECT
  good.* EXCLUDE (
    file_id, h_publisher, h_credential, h_model, h_details, x_rules, x_fault, h_content, h_tags, h_sku, h_tuple,
    h_scope, file_row_number
  ) REPLACE (coalesce(keyed.service_provider, good.ServiceProviderName) AS ServiceProviderName),
  'ch_' || CASE WHEN coalesce(repeats.n, 0) = 0 THEN h_content ELSE md5(h_content || '#' || repeats.n) END
    AS x_charge_id,
  keyed.key_id AS x_key_id,
  keyed.payer_id AS x_payer_id,
  keyed.cost_class AS x_cost_class,
  rates.rate AS x_fx_rate,
  rates.rate_date AS x_fx_date,
  rates.source AS x_fx_source,
  rates.stale AS x_fx_stale,
  in_currency(BilledCost, rates.rate) AS x_billed_cost,
  in_currency(good.EffectiveCost, rates.rate) AS x_effective_cost,
  in_currency(ListCost, rates.rate) AS x_list_cost,
  in_currency(ContractedCost, rates.rate) AS x_contracted_cost,
  good.h_scope,
  keyed.money
FROM good
-- each row has its match; as left joins, because inner ones are guessed to match next to nothing and planned for that
LEFT JOIN tag_ids USING (h_tags)
LEFT JOIN sku_ids USING (h_sku)
LEFT JOIN keyed USING (h_tuple, tag_id, sku_id)
LEFT JOIN rates ON rates.currency = good.BillingCurrency AND rates.day = good.x_day
LEFT JOIN repeats ON repeats.file_id = good.file_id AND repeats.x_row = good.x_row
-- what another source states with more authority is evidence, not a charge
LEFT JOIN blocked ON blocked.h_scope = good.h_scope AND blocked.money = keyed.money
WHERE blocked.h_scope IS NULL
