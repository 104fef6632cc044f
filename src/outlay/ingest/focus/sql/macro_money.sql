-- An exact amount of any of the accepted spellings; null where the text is no number.
CREATE OR REPLACE TEMP MACRO money(x) AS coalesce(
  CASE WHEN is_plain(x) THEN try_cast(x AS DECIMAL(38, 12)) END,
  CASE WHEN x IS NOT NULL THEN half_even(wide_text(x)) END)
