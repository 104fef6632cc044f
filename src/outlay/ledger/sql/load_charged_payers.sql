-- Which payers charges name, who delivered them, whether any is AI usage, and whether each delivery is invoiced
SELECT
  s.payer_id,
  s.x_delivery_id AS delivery_id,
  bool_or(coalesce(k.model IS NOT NULL OR k.token_class IS NOT NULL OR k.cost_group = 'ai', false)) AS is_ai,
  bool_and(s.is_invoiced) AS is_invoiced
FROM (
  SELECT payer_id, x_delivery_id, key_id, bool_and(invoice_id IS NOT NULL) AS is_invoiced
  FROM charge_slice
  GROUP BY ALL
) AS s
LEFT JOIN key AS k USING (key_id)
GROUP BY ALL
