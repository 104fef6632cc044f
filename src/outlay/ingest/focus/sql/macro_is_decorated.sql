-- Whether a number that was read wide carries more than digits: a sign of a currency, separators, parentheses, blanks.
CREATE OR REPLACE TEMP MACRO is_decorated(d, x) AS
  coalesce(CASE WHEN d IS NOT NULL THEN try_cast(x AS DECIMAL(38, 12)) IS NULL OR contains(x, ' ') END, false)
