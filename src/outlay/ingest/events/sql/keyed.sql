-- Every row with the id of its key.
CREATE OR REPLACE TEMP TABLE leaves_keyed AS
SELECT leaves_tupled.* EXCLUDE (tuple, slug, spelled), tuple_key.key_id
FROM leaves_tupled
JOIN tuple_key ON leaves_tupled.tuple = tuple_key.tuple
