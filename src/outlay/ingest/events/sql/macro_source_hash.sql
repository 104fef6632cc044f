-- A number for the id that a source gives a request.
CREATE OR REPLACE TEMP MACRO source_hash(source, source_id) AS
  CASE WHEN source_id IS NOT NULL THEN hash('s', source, source_id) END
