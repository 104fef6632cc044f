-- Whether time runs backwards between two rows.
SELECT coalesce(bool_or(ts < before), false)
FROM (SELECT ts, lag(ts) OVER () AS before FROM leaves)
