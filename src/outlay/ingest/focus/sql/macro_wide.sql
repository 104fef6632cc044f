-- A number that is not plain, with 26 decimals: an exponent, many decimals, or decorations.
CREATE OR REPLACE TEMP MACRO wide(x) AS CASE
  WHEN x IS NULL OR is_plain(x) AND try_cast(x AS DECIMAL(38, 12)) IS NOT NULL THEN NULL
  ELSE coalesce(
    CASE WHEN NOT contains(x, '_') THEN try_cast(x AS DECIMAL(38, 26)) END,
    try_cast(undecorated(x) AS DECIMAL(38, 26)))
END
