-- Charges in scope that no usage is compared with, by the cause that they are
SELECT
  statement, kind, day, account, credential, model, token_class,
  sum(amount) AS amount,
  CAST(sum(row_count) AS BIGINT) AS row_count
FROM charged
WHERE kind <> 'usage'
GROUP BY ALL
