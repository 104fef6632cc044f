-- What is charged per person each month, by provider and service
SELECT
  k.provider,
  k.biller,
  k.provider_service AS service,
  CAST(date_trunc('month', s.day) AS DATE) AS month,
  sum(s.effective_cost) AS cost
FROM charge_slice AS s
JOIN key AS k USING (key_id)
WHERE s.payer_id LIKE '%/seat' AND s.day <= CAST($today AS DATE) AND s.cost_class = 'consumption'
GROUP BY ALL
ORDER BY ALL
