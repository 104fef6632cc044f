-- What the requests of SOURCE add to customer_month.
SELECT
  CAST(date_trunc('month', ts) AS DATE) AS month, customer, key.feature, key.payer_id, key.payer_kind, cost_state,
  MEASURES
FROM SOURCE AS source
JOIN key USING (key_id)
GROUP BY ALL
