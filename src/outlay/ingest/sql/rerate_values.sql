-- Converts values at fresh rates, from what was stated.
UPDATE value SET
  amount = in_currency(stated_amount, fresh_rate.rate),
  currency = $currency,
  x_fx_rate = fresh_rate.rate,
  x_fx_date = fresh_rate.rate_date,
  x_fx_source = fresh_rate.source
FROM fresh_rate
WHERE fresh_rate.currency = stated_currency AND fresh_rate.day = value.day
