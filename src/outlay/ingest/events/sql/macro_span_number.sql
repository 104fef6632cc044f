-- The number of a span within its trace. Links of spans are kept for days only, so the engine's own fast hash will do.
CREATE OR REPLACE TEMP MACRO span_number(trace, id) AS
  CASE WHEN id IS NOT NULL THEN CAST(hash(coalesce(trace, ''), id) >> 1 AS BIGINT) END
