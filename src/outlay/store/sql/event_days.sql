-- Marks the days of `touched_day` for the ledger, each once.
INSERT INTO dirty_day (day, reason)
SELECT day, 'events'
FROM touched_day
WHERE day NOT IN (SELECT day FROM dirty_day WHERE reason = 'events')
