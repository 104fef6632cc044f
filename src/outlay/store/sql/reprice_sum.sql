-- The changes of a day's hours added up.
SELECT
  reprice_id, "at", reason, day, provider, model, old_card, new_card,
  CAST(sum(requests) AS BIGINT) AS requests,
  CAST(sum(old_cost) AS DECIMAL(38, 12)) AS old_cost,
  CAST(sum(new_cost) AS DECIMAL(38, 12)) AS new_cost
FROM parts
GROUP BY ALL
ORDER BY requests DESC, provider, model, old_card, new_card
