-- A number of 26 decimals rounded half-even to twelve; null above 200 billion, which no amount may reach.
CREATE OR REPLACE TEMP MACRO rounded(d) AS CASE
  WHEN d IS NULL OR abs(d) > 200000000000 THEN NULL
  WHEN abs(CAST(CAST(d AS DECIMAL(38, 12)) AS DECIMAL(38, 26)) - d) = 0.0000000000005
    AND money_units(CAST(d AS DECIMAL(38, 12))) % 2 <> 0
    THEN CAST(d AS DECIMAL(38, 12)) - CASE WHEN d < 0 THEN -0.000000000001 ELSE 0.000000000001 END
  ELSE CAST(d AS DECIMAL(38, 12))
END
