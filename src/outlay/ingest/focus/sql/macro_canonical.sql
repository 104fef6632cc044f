-- The allowed spelling of a value, whatever its case and blanks; null where it is not allowed.
CREATE OR REPLACE TEMP MACRO canonical(x, names) AS CASE
  WHEN x IS NULL THEN NULL
  WHEN list_contains(names, x) THEN x
  ELSE list_filter(names, lambda name: lower(name) = lower(trim(x)))[1]
END
