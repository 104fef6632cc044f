-- What a commitment to spend is for, such as `gce`, from the description of its fee or of its credit.
CREATE OR REPLACE TEMP MACRO product(x) AS nullif(trim(regexp_replace(
  regexp_replace(lower(x), '^.*dollar[ -]based( v\d+)?: *| for \d+ years?.*$', '', 'g'), ' *\bcommitments?\b *', ' ', 'g')), '')
