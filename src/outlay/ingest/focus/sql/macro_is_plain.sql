-- Whether a number's text casts to DECIMAL(38,12) without rounding: at most twelve decimals, no exponent, no underscore.
CREATE OR REPLACE TEMP MACRO is_plain(x) AS
  (strpos(x, '.') = 0 OR strlen(x) - strpos(x, '.') <= 12)
  AND NOT contains(x, 'e') AND NOT contains(x, 'E') AND NOT contains(x, '_')
