-- Line item types that are not known, with what they cost.
SELECT line_type, currency, count(*) AS lines, coalesce(sum(cost), 0) AS billed
FROM costed
WHERE kind = 'other'
GROUP BY ALL
ORDER BY ALL
