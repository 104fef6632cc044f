-- Gives every request its identity: (provider, response id), else (source, id).
CREATE OR REPLACE TEMP VIEW named AS
SELECT
  *,
  CASE WHEN response_id IS NOT NULL
    THEN concat('r', chr(31), provider, chr(31), response_id)
    ELSE concat('s', chr(31), getvariable('source'), chr(31), source_id) END AS identity
FROM content
