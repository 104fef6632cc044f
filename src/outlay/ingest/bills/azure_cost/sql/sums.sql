-- What the files say in all, by currency.
SELECT coalesce(currency, '') AS currency, count(*) AS lines, coalesce(sum(c_cost), 0) AS cost FROM lines GROUP BY ALL ORDER BY ALL
