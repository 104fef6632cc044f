-- What the requests of SOURCE add to customer_day.
SELECT CAST(ts AS DATE) AS day, customer, key.product, key.payer_id, key.payer_kind, cost_state, MEASURES
FROM SOURCE AS source
JOIN key USING (key_id)
GROUP BY ALL
