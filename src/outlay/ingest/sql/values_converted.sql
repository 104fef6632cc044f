-- The exchange rates that stated values were converted at.
SELECT
  stated_currency, day, x_fx_rate AS rate, x_fx_date AS rate_date, x_fx_source AS source, currency, count(*) AS n
FROM value
WHERE stated_currency IS NOT NULL
GROUP BY ALL
ORDER BY ALL
