-- The kinds of credits that occur, how often, and what they give.
SELECT coalesce(type, 'no type') AS type, is_known, v_currency AS currency, count(*) AS credits, sum(v_credit) AS given
FROM elements JOIN metered USING (line_id)
GROUP BY ALL
ORDER BY ALL
