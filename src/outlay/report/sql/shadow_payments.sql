-- AI that cards and accounts payable paid and that no invoice or connected source speaks for
SELECT
  k.biller,
  k.billing_account,
  k.provider_service AS service,
  coalesce(k.owner, k.team) AS owner,
  count(DISTINCT s.x_charge_id) AS payments,
  sum(s.effective_cost) AS amount,
  min(s.day) AS first_seen,
  max(s.day) AS last_seen
FROM charge_slice AS s
JOIN key AS k USING (key_id)
JOIN delivery AS d ON d.delivery_id = s.x_delivery_id
WHERE s.day >= $since AND s.day < $until AND d.kind = 'payment' AND k.cost_group = 'ai'
GROUP BY ALL
ORDER BY amount DESC, k.biller, k.billing_account, service, owner
