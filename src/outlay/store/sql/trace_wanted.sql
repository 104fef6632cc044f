-- The traces of `linked` in which a span is known that may repeat what its descendants used.
SELECT DISTINCT observation.trace_key
FROM observation
SEMI JOIN linked ON observation.trace_key = linked.trace_key
WHERE observation.role = 'aggregate'
  AND observation.ts BETWEEN $since AND $until
