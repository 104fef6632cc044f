-- Whether a moment's text names no time zone, so that UTC is assumed.
CREATE OR REPLACE TEMP MACRO lacks_zone(x) AS
  (NOT ends_with(x, 'Z') AND (strlen(x) = 10 OR NOT regexp_matches(x, '([+-]\d\d(:?\d\d)?|UTC|z)$')))
