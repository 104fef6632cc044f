-- A number of 26 decimals (`d`, read from the text `x`) rounded half-even to twelve; null above 200 billion, which no
-- amount may reach. By its digits where it is written in nothing but digits: dividing 128 bits takes four times as long.
CREATE OR REPLACE TEMP MACRO rounded(d, x) AS CASE
  WHEN d IS NULL OR abs(d) > 200000000000 THEN NULL
  WHEN regexp_full_match(x, '[-+]?\d*\.\d{13,}') THEN
    CAST(left(x, strpos(x, '.') + 12) AS DECIMAL(38, 12))
    + CASE
      WHEN substr(x, strpos(x, '.') + 13, 1) < '5' THEN 0.000000000000
      WHEN rtrim(substr(x, strpos(x, '.') + 13), '0') = '5'
        AND substr(x, strpos(x, '.') + 12, 1) IN ('0', '2', '4', '6', '8') THEN 0.000000000000
      WHEN starts_with(x, '-') THEN -0.000000000001
      ELSE 0.000000000001
    END
  WHEN abs(CAST(CAST(d AS DECIMAL(38, 12)) AS DECIMAL(38, 26)) - d) = 0.0000000000005
    AND money_units(CAST(d AS DECIMAL(38, 12))) % 2 <> 0
    THEN CAST(d AS DECIMAL(38, 12)) - CASE WHEN d < 0 THEN -0.000000000001 ELSE 0.000000000001 END
  ELSE CAST(d AS DECIMAL(38, 12))
END
