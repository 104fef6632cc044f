-- The number of a span within its trace. The engine's own fast hash will do: a newer engine may hash otherwise, which
-- matters to the few traces alone of which spans come before and after it.
CREATE OR REPLACE TEMP MACRO span_number(trace, id) AS
  CASE WHEN id IS NOT NULL THEN CAST(hash(coalesce(trace, ''), id) >> 1 AS BIGINT) END
