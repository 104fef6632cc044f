-- What cannot be split exactly: a negative or missing weight, weights too large in sum, an amount too large
SELECT 'a negative weight' AS reason, part_of AS at FROM split_weight WHERE weight < 0 OR weight IS NULL
UNION ALL
SELECT 'weights of 1e15 or more', part_of FROM split_weight GROUP BY part_of HAVING sum(weight) >= 1000000000000000
UNION ALL
SELECT 'an amount above 1e11', pool
FROM split_amount
WHERE greatest(abs(billed_cost), abs(effective_cost), abs(coalesce(list_cost, 0))) > 100000000000
LIMIT 1
