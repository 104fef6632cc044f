-- Whether a number that was read wide carries more than digits: a sign of a currency, separators, parentheses, blanks.
CREATE OR REPLACE TEMP MACRO is_decorated(d, x) AS
  CASE WHEN d IS NOT NULL THEN NOT regexp_full_match(x, '[-+]?[0-9.]+([eE][-+]?[0-9]+)?') ELSE false END
