-- Every row with its provider's slug and the id of its key. KEY_COLUMNS are those that the file has.
CREATE OR REPLACE TEMP VIEW keyed AS
SELECT
  leaves.* EXCLUDE (provider),
  coalesce(provider_slug.slug, leaves.provider) AS provider,
  hash(KEY_COLUMNS) AS tuple
FROM leaves
LEFT JOIN provider_slug ON leaves.provider = provider_slug.spelled
