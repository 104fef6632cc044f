-- Gives every request its identity: (source, id), and (provider, response id) where the provider gave one.
CREATE OR REPLACE TEMP VIEW named AS
SELECT
  *,
  concat('s', chr(31), source, chr(31), source_id) AS source_identity,
  'r' || chr(31) || coalesce(provider, '') || chr(31) || response_id AS identity
FROM content
