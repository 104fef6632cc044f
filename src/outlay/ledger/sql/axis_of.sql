-- A 64-bit hash that names the axes of a ledger row besides its key; finality only as far as it adjusts
CREATE OR REPLACE MACRO axis_of(
  day, accounting_period, payer_id, charge_category, pricing_category, invoice_id, billing_period, cost_class,
  cost_state, charge_class, is_list_unknown
) AS md5_number_lower(concat_ws(
  chr(31), day, accounting_period, payer_id, charge_category, coalesce(pricing_category, chr(30)),
  coalesce(invoice_id, chr(30)), billing_period, cost_class, cost_state, coalesce(charge_class, '') = 'Correction',
  is_list_unknown
))
