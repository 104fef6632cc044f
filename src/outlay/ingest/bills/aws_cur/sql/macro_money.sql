-- An amount's exact value, rounded half-even to twelve decimals.
CREATE OR REPLACE TEMP MACRO money(x) AS
  CASE WHEN x IS NULL THEN NULL WHEN is_plain(x) THEN plain(x) ELSE rounded(wide(x), x) END
