-- Cost of some days by service, and how much of it is on no line of the profit and loss statement
SELECT
  coalesce(k.provider_service, k.provider, k.biller) AS service,
  k.provider_service IS NULL AS is_provider,
  sum(l.effective_cost) AS cost,
  sum(l.effective_cost) FILTER (p.pnl_line IS NULL OR p.pnl_line = 'unclassified') AS unclassified
FROM ledger AS l
JOIN key AS k USING (key_id)
LEFT JOIN key_line AS p ON p.key_id = l.key_id AND p.since <= l.day AND p.until > l.day
WHERE l.day >= $since AND l.day < $until AND l.cost_class = 'consumption'
GROUP BY ALL
ORDER BY unclassified DESC NULLS LAST, service
