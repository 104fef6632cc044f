-- A number with 26 decimals: with an exponent, with many decimals, or decorated.
CREATE OR REPLACE TEMP MACRO wide(x) AS coalesce(
  CASE WHEN NOT contains(x, '_') THEN try_cast(x AS DECIMAL(38, 26)) END,
  try_cast(undecorated(x) AS DECIMAL(38, 26)))
