-- Whether a number's text casts to DECIMAL(38,12) without rounding: no exponent, at most twelve decimals.
CREATE OR REPLACE TEMP MACRO is_plain(x) AS
  NOT contains(x, 'e') AND NOT contains(x, 'E') AND NOT contains(x, '_')
  AND (strpos(x, '.') = 0 OR strlen(rtrim(x)) - strpos(x, '.') <= 12)
