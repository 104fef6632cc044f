-- The single unit that a unit of measure counts: what follows the number, `Hours` for an hour, else `Units`.
CREATE OR REPLACE TEMP MACRO single_unit(x) AS CASE
  WHEN x IS NULL THEN NULL
  WHEN regexp_matches(x, 'token', 'i') THEN 'Tokens'
  WHEN regexp_full_match(x, '\s*[0-9,]*\s*hours?\s*', 'i') THEN 'Hours'
  WHEN regexp_full_match(x, '\s*[0-9][0-9,]*\s?[KMB]?', 'i') THEN 'Units'
  WHEN regexp_matches(x, '^\s*[0-9][0-9,]*\s?[KMB]?\s*/', 'i')
    THEN 'Units' || regexp_extract(x, '^\s*[0-9][0-9,]*\s?[KMB]?\s*(/.*)$', 1, 'i')
  WHEN regexp_matches(x, '^\s*[0-9][0-9,]*\s?[KMB]\s', 'i')
    THEN trim(regexp_extract(x, '^\s*[0-9][0-9,]*\s?[KMB]\s+(.*)$', 1, 'i'))
  ELSE trim(regexp_replace(x, '^\s*[0-9][0-9,]*\s*', ''))
END
