-- What new prices of requests change, by provider, model and pair of cards.
SELECT
  $reprice_id AS reprice_id,
  CAST($at AS TIMESTAMP) AS "at",
  $reason AS reason,
  CAST($day AS DATE) AS day,
  before.provider,
  before.model,
  before.card_id AS old_card,
  after.card_id AS new_card,
  CAST(sum(before.requests) AS BIGINT) AS requests,
  CAST(sum(before.priced_cost) AS DECIMAL(38, 12)) AS old_cost,
  CAST(sum(after.priced_cost) AS DECIMAL(38, 12)) AS new_cost
FROM before
JOIN after ON before.request_key = after.request_key AND before.ts = after.ts
GROUP BY ALL
