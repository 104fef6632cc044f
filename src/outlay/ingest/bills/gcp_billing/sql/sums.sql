-- What the rows cost before credits, by currency.
SELECT coalesce(v_currency, '') AS currency, count(*) AS lines, coalesce(sum(v_cost), 0) AS billed FROM metered GROUP BY 1 ORDER BY 1
