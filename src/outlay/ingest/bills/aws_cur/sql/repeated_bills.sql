-- Bills that files of two forms both hold: the same payer, month and currency with as many lines and the same cost
SELECT payer, strftime(period_start, '%Y-%m') AS month, rows, unblended
FROM (
  SELECT filename, payer, period_start, currency, count(*) AS rows, sum(unblended) AS unblended
  FROM read_parquet($files, filename = true, hive_partitioning = false)
  GROUP BY filename, payer, period_start, currency
)
WHERE rows > 1
GROUP BY payer, period_start, currency, rows, unblended
HAVING count(*) > 1
ORDER BY ALL
LIMIT 1
