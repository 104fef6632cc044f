-- Whether an amount carries a currency sign, thousands separators, parentheses or blanks.
CREATE OR REPLACE TEMP MACRO was_decorated(x) AS
  coalesce(CASE WHEN try_cast(x AS DECIMAL(38, 12)) IS NULL OR contains(x, ' ') THEN money(x) IS NOT NULL END, false)
