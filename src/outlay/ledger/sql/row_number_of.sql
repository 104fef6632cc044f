-- The number of a ledger row: 63 bits of a hash over the columns that name it; finality only as far as it adjusts
CREATE OR REPLACE MACRO row_number_of(
  day, accounting_period, key_id, payer_id, charge_category, pricing_category, invoice_id, billing_period, cost_class,
  cost_state, finality, is_list_unknown
) AS CAST(md5_number_lower(concat_ws(
  chr(31), day, accounting_period, key_id, payer_id, charge_category, coalesce(pricing_category, chr(30)),
  coalesce(invoice_id, chr(30)), billing_period, cost_class, cost_state, finality = 'adjusted', is_list_unknown
)) >> 1 AS BIGINT)
