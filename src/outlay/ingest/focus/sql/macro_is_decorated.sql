-- Whether a number that was read wide carries more than digits: a sign of a currency, separators, parentheses, blanks.
CREATE OR REPLACE TEMP MACRO is_decorated(d, x) AS
  (d IS NOT NULL AND (try_cast(x AS DECIMAL(38, 12)) IS NULL OR contains(x, ' ')))
