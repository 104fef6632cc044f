-- An amount's text with its twelve decimals; one of 64 bits is written in half the time.
CREATE OR REPLACE TEMP MACRO digits(x) AS
  CASE WHEN abs(x) < 100000 THEN CAST(CAST(x AS DECIMAL(18, 12)) AS VARCHAR) ELSE CAST(x AS VARCHAR) END
