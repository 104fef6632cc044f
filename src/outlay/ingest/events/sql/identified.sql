-- Gives every request its identity: (source, id), and by its response id where that identifies it.
CREATE OR REPLACE TEMP VIEW named AS
SELECT
  *,
  concat('s', chr(31), source, chr(31), source_id) AS source_identity,
  response_identity(provider, response_id) AS identity
FROM content
