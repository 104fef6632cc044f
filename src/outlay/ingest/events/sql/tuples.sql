-- The distinct key tuples of the rows.
SELECT DISTINCT tuple, KEY_COLUMNS
FROM keyed
