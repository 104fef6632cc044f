-- The currencies and days that need a rate.
SELECT DISTINCT coalesce(currency, $currency), day
FROM value_typed
WHERE day IS NOT NULL AND (currency IS NOT NULL OR metric IN (SELECT metric FROM money_metric))
