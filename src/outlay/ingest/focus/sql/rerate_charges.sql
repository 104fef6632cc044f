-- Converts charges at fresh rates, from what was billed.
UPDATE charge SET
  x_fx_rate = fresh_rate.rate,
  x_fx_date = fresh_rate.rate_date,
  x_fx_source = fresh_rate.source,
  x_fx_stale = fresh_rate.stale,
  x_billed_cost = in_currency(BilledCost, fresh_rate.rate),
  x_effective_cost = in_currency(EffectiveCost, fresh_rate.rate),
  x_list_cost = in_currency(ListCost, fresh_rate.rate),
  x_contracted_cost = in_currency(ContractedCost, fresh_rate.rate)
FROM fresh_rate
WHERE fresh_rate.currency = BillingCurrency
  AND fresh_rate.day = x_day
  AND (x_fx_rate, x_fx_date, x_fx_source, x_fx_stale)
    <> (fresh_rate.rate, fresh_rate.rate_date, fresh_rate.source, fresh_rate.stale)
