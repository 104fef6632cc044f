-- The distinct key tuples of the rows, each with one text that identifies it.
CREATE OR REPLACE TEMP TABLE leaves_tupled AS
SELECT
  * EXCLUDE (provider),
  coalesce(slug, provider) AS provider,
  concat_ws(chr(31), coalesce(slug, chr(30)), TUPLE_TEXT) AS tuple
FROM leaves
LEFT JOIN provider_slug ON leaves.provider = provider_slug.spelled
