-- The order of day and month that a file's slash dates show: by a number above 12, else because periods start on a 1st.
SELECT CASE
  WHEN bool_or(second > 12) AND NOT bool_or(first > 12) THEN 'M/D'
  WHEN bool_or(first > 12) AND NOT bool_or(second > 12) THEN 'D/M'
  WHEN bool_or(first > 12) THEN NULL
  WHEN bool_and(second = 1) FILTER (is_period) AND NOT bool_and(first = 1) FILTER (is_period) THEN 'M/D'
  WHEN bool_and(first = 1) FILTER (is_period) AND NOT bool_and(second = 1) FILTER (is_period) THEN 'D/M'
  WHEN bool_and(first = 1 AND second = 1) FILTER (is_period) AND bool_and(second = 1) THEN 'M/D'
END
FROM (
  SELECT
    is_period,
    TRY_CAST(regexp_extract(text, '^\s*(\d{1,2})/(\d{1,2})/\d{2,4}', 1) AS INTEGER) AS first,
    TRY_CAST(regexp_extract(text, '^\s*(\d{1,2})/(\d{1,2})/\d{2,4}', 2) AS INTEGER) AS second
  FROM (
    SELECT BillingPeriodStart AS text, true AS is_period FROM raw
    UNION ALL SELECT BillingPeriodEnd, false FROM raw
    UNION ALL SELECT ChargePeriodStart, false FROM raw
    UNION ALL SELECT ChargePeriodEnd, false FROM raw
  )
  WHERE contains(text, '/')
)
