-- A moment in UTC: ISO 8601 with or without zone, an hour past 23, or a slash date of the form found in the file.
CREATE OR REPLACE TEMP MACRO moment(x) AS coalesce(
  -- as most are written; without a look at time zones it takes half the time
  CASE WHEN strlen(x) = 20 AND ends_with(x, 'Z') AND substr(x, 5, 1) = '-' AND substr(x, 12, 2) < '24'
    THEN try_cast(x AS TIMESTAMP) END,
  CASE WHEN substr(x, 5, 1) = '-' THEN CAST(try_cast(x AS TIMESTAMPTZ) AS TIMESTAMP) END,
  CASE
    WHEN x IS NULL THEN NULL
    WHEN regexp_full_match(x, '\d{4}-\d\d-\d\d[T ](2[4-9]|3\d|4[0-7]):.*')
      THEN CAST(try_cast(left(x, 11) || '00' || substr(x, 14) AS TIMESTAMPTZ) AS TIMESTAMP)
        + to_hours(CAST(substr(x, 12, 2) AS BIGINT))
    WHEN getvariable('slash_form') = 'M/D' THEN try_strptime(
      trim(x), ['%m/%d/%y', '%m/%d/%Y', '%m/%d/%y %H:%M', '%m/%d/%Y %H:%M', '%m/%d/%Y %H:%M:%S'])
    WHEN getvariable('slash_form') = 'D/M' THEN try_strptime(
      trim(x), ['%d/%m/%y', '%d/%m/%Y', '%d/%m/%y %H:%M', '%d/%m/%Y %H:%M', '%d/%m/%Y %H:%M:%S'])
  END)
