-- Bills that two forms or folders both hold: the same payer, month and currency, as many lines and the same cost.
SELECT min(first) AS first, max(first) AS second, payer, strftime(period_start, '%Y-%m') AS month, rows, unblended
FROM (
  SELECT
    filename, $folders[file_number + 1] AS folder, payer, period_start, currency,
    min(file_number) AS first, count(*) AS rows, sum(unblended) AS unblended
  FROM read_parquet($files, filename = true, hive_partitioning = false)
  GROUP BY filename, folder, payer, period_start, currency
)
WHERE rows > 1
GROUP BY payer, period_start, currency, rows, unblended
HAVING count(*) > 1
ORDER BY ALL
LIMIT 1
