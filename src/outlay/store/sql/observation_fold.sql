-- Forgets observations received before $until, but no trace of a span that may repeat what its descendants used:
-- without its descendants that span would count again.
DELETE FROM observation
WHERE received_at < $until
  AND (trace_key IS NULL OR trace_key NOT IN (SELECT trace_key FROM observation WHERE role = 'aggregate'))
