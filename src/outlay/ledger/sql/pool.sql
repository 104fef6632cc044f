-- Pools with a number, the rule that splits them and the group of usage that may weigh them
CREATE OR REPLACE TABLE pool AS
WITH classed AS MATERIALIZED (
  SELECT p.*, k.kind, c.key_class
  FROM pool_in AS p
  JOIN kind AS k
    ON k.payer_id = p.payer_id
    AND k.charge_category = p.charge_category
    AND k.cost_class = p.cost_class
    AND k.pricing_category IS NOT DISTINCT FROM p.pricing_category
    AND k.charge_class IS NOT DISTINCT FROM p.charge_class
  JOIN key_class_in AS c ON c.key_id = p.key_id
)
SELECT
  row_number() OVER () AS pool,
  p.* EXCLUDE (kind, key_class),
  r.rule,
  r.is_inference,
  r.is_seats,
  r.measure,
  r.is_own_usage,
  CASE WHEN r.is_own_usage THEN g.usage_group ELSE r.usage_group END AS usage_group,
  axis_of(
    p.day, p.accounting_period, p.payer_id, p.charge_category, p.pricing_category, p.invoice_id, p.billing_period,
    p.cost_class, p.cost_state, p.charge_class, p.is_list_unknown
  ) AS axis,
  CASE WHEN r.is_inference THEN axis_of(
    p.day, p.accounting_period, p.payer_id, p.charge_category, p.pricing_category, p.invoice_id, p.billing_period,
    p.cost_class, 'modelled', p.charge_class, p.is_list_unknown
  ) END AS modelled_axis
FROM classed AS p
JOIN rule_in AS r ON r.kind = p.kind AND r.key_class = p.key_class
LEFT JOIN payer_group_in AS g ON g.payer_id = p.payer_id
