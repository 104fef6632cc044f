-- What current deliveries of some billing periods state, by key: the keys tell the provider.
SELECT
  d.delivery_id, d.source, d.kind, d.biller, d.billing_account, d.billing_period,
  k.key_id, k.provider, k.provider_service, k.payer_kind,
  c.amount
FROM (
  SELECT x_delivery_id, x_key_id, sum(x_effective_cost) AS amount
  FROM charge
  WHERE x_delivery_id IN (
    SELECT delivery_id FROM delivery WHERE state = 'current' AND list_contains($periods, billing_period)
  )
  GROUP BY x_delivery_id, x_key_id
) AS c
JOIN delivery AS d ON d.delivery_id = c.x_delivery_id
JOIN key AS k ON k.key_id = c.x_key_id
ORDER BY d.delivery_id, k.key_id
