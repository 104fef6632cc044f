-- The number of a span within its trace.
CREATE OR REPLACE TEMP MACRO span_number(trace, id) AS
  CASE WHEN id IS NOT NULL THEN CAST(hash(coalesce(trace, ''), id) >> 1 AS BIGINT) END
