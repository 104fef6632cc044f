-- The same of an amount of money.
CREATE OR REPLACE TEMP MACRO scaled_money(amount, p) AS CASE
  WHEN p IS NULL THEN amount
  ELSE units_money(half_even(money_units(amount) * 1000000000, CAST(round(p * 1000000000) AS HUGEINT)))
END
