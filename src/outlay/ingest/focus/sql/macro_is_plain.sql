-- Whether a number's text casts to DECIMAL(38,12) without rounding: no exponent, at most twelve decimals.
CREATE OR REPLACE TEMP MACRO is_plain(x) AS regexp_full_match(x, ' *[-+]?\d*(\.\d{0,12})? *')
