-- One row per distinct key tuple.
CREATE OR REPLACE TEMP TABLE key_tuple AS
SELECT DISTINCT ON (tuple) leaves_tupled.* EXCLUDE (slug, spelled)
FROM leaves_tupled
