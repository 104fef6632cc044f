-- AI charges by account of a bill, with who the charges themselves name most; payments and seats apart
SELECT
  k.biller,
  k.billing_account,
  k.account,
  sum(s.effective_cost) AS amount,
  min(s.day) AS first_seen,
  max(s.day) AS last_seen,
  max_by(coalesce(k.model, k.provider_service), s.effective_cost) AS model,
  max_by(coalesce(k.owner, k.team), s.effective_cost) FILTER (coalesce(k.owner, k.team) IS NOT NULL) AS owner,
  bool_or(u.account IS NOT NULL) AS is_seen
FROM charge_slice AS s
JOIN key AS k USING (key_id)
JOIN delivery AS d ON d.delivery_id = s.x_delivery_id
LEFT JOIN (
  -- telemetry that names no account could be of any account of its payer
  SELECT DISTINCT coalesce(p.settles_with, k.payer_id) AS payer_id, coalesce(k.account, '') AS account
  FROM event_hour AS e
  JOIN key AS k USING (key_id)
  LEFT JOIN payer AS p ON p.payer_id = k.payer_id
  WHERE e.day >= $since AND e.day < $until
) AS u ON u.payer_id = s.payer_id AND u.account IN ('', k.account)
WHERE s.day >= $since
  AND s.day < $until
  AND d.kind <> 'payment'
  AND k.cost_group = 'ai'
  AND k.account IS NOT NULL
  AND s.payer_id NOT LIKE '%/seat'
GROUP BY ALL
HAVING sum(s.effective_cost) > 0
ORDER BY amount DESC, k.biller, k.account
