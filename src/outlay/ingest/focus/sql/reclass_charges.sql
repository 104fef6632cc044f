-- Puts taxes and credits in the classes that settings say now.
UPDATE charge SET x_cost_class = fresh_class.class
FROM fresh_class
WHERE fresh_class.key_id = x_key_id
  AND fresh_class.category = ChargeCategory
  AND fresh_class.pricing IS NOT DISTINCT FROM PricingCategory
  AND x_cost_class <> fresh_class.class
