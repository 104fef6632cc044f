-- Every row with its provider's slug and the id of its key. KEY_COLUMNS are those there are.
CREATE OR REPLACE TEMP VIEW keyed AS
SELECT
  leaves.* EXCLUDE (provider, version),
  spelling.slug AS provider,
  coalesce(version, DEFAULT_VERSION) AS version,
  hash(KEY_COLUMNS) AS tuple
FROM leaves
JOIN spelling ON leaves.provider IS NOT DISTINCT FROM spelling.provider
