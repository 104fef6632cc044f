-- A day as Azure writes it: month first with slashes, or ISO 8601 with or without a time; null where it is neither.
CREATE OR REPLACE TEMP MACRO azure_day(x) AS CASE
  WHEN contains(x, '/') THEN CAST(try_strptime(split_part(x, ' ', 1), ['%m/%d/%Y', '%m/%d/%y']) AS DATE)
  ELSE try_cast(left(x, 10) AS DATE)
END
