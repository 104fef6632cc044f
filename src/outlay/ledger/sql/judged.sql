-- Which kinds of charge meet which classes of keys that look alike to rules
SELECT DISTINCT c.key_class, k.kind
FROM (
  SELECT DISTINCT key_id, payer_id, charge_category, pricing_category, charge_class, cost_class FROM pool_in
) AS p
JOIN key_class_in AS c ON c.key_id = p.key_id
JOIN kind AS k
  ON k.payer_id = p.payer_id
  AND k.charge_category = p.charge_category
  AND k.cost_class = p.cost_class
  AND k.pricing_category IS NOT DISTINCT FROM p.pricing_category
  AND k.charge_class IS NOT DISTINCT FROM p.charge_class
