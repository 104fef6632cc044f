-- Whether a moment's text names no time zone, so that UTC is assumed.
CREATE OR REPLACE TEMP MACRO lacks_zone(x) AS coalesce(
  CASE WHEN right(x, 1) <> 'Z' THEN NOT regexp_matches(x, '([+-]\d\d(:?\d\d)?|UTC|z)$') OR strlen(x) = 10 END, false)
