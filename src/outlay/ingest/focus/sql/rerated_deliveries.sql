-- The deliveries with charges whose rate or cost class changes.
CREATE OR REPLACE TEMP TABLE changing AS
SELECT x_delivery_id AS delivery_id
FROM charge
JOIN fresh_rate ON fresh_rate.currency = BillingCurrency AND fresh_rate.day = x_day
WHERE (x_fx_rate, x_fx_date, x_fx_source, x_fx_stale)
  <> (fresh_rate.rate, fresh_rate.rate_date, fresh_rate.source, fresh_rate.stale)
UNION
SELECT x_delivery_id
FROM charge
JOIN fresh_class ON fresh_class.key_id = x_key_id AND fresh_class.category = ChargeCategory
  AND fresh_class.pricing IS NOT DISTINCT FROM PricingCategory
WHERE x_cost_class <> fresh_class.class
