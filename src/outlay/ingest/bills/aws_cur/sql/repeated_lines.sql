-- Two files that hold the same lines of a bill by AWS's ids: most of the lines of one are in the other as well.
WITH line AS (
  SELECT DISTINCT file_number, payer, period_start, line_id, line_type, started, ended, unblended
  FROM read_parquet($files, hive_partitioning = false)
  WHERE line_id IS NOT NULL
),
shared AS (
  SELECT
    min(file_number) AS first, max(file_number) AS second, payer, period_start, arg_max(unblended, file_number) AS unblended
  FROM line
  GROUP BY payer, period_start, line_id, line_type, started, ended
  HAVING min(file_number) <> max(file_number)
),
pair AS (
  SELECT first, second, payer, period_start, count(*) AS rows, sum(unblended) AS unblended
  FROM shared
  GROUP BY first, second, payer, period_start
),
size AS (
  SELECT file_number, payer, period_start, count(*) AS rows
  FROM line
  GROUP BY file_number, payer, period_start
)
SELECT pair.first, pair.second, pair.payer, strftime(pair.period_start, '%Y-%m') AS month, pair.rows, pair.unblended
FROM pair
JOIN size ON size.file_number IN (pair.first, pair.second)
  AND size.payer IS NOT DISTINCT FROM pair.payer AND size.period_start IS NOT DISTINCT FROM pair.period_start
WHERE pair.rows > 1
GROUP BY ALL
HAVING pair.rows * 2 > min(size.rows)
ORDER BY ALL
LIMIT 1
