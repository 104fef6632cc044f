-- The members of a map of CUR 2.0 (`user_team`, `resourceTag/team`), its keys as CUR 1 has them (`user:team`).
CREATE OR REPLACE TEMP MACRO tag_keys(x) AS regexp_replace(
  regexp_replace(trim(trim(x), '{}'), '"(?:user_|resourceTag/)((?:[^"\\]|\\.)*)"\s*:', '"user:\1":', 'g'),
  '"(?:aws_|aws:)((?:[^"\\]|\\.)*)"\s*:', '"aws:\1":', 'g')
