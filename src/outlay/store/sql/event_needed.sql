-- The stored events that the rows numbered in `needed` share an id with, whole.
SELECT standing.*
FROM standing
SEMI JOIN (SELECT ts, request_key FROM known SEMI JOIN needed USING (n)) AS wanted USING (ts, request_key)
