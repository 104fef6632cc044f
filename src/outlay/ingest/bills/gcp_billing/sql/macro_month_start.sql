-- The start of an invoice month such as `202610` in UTC: midnight of its first day at Google's headquarters.
CREATE OR REPLACE TEMP MACRO month_start(x, months) AS
  timezone('UTC', timezone('America/Los_Angeles', try_strptime(x || '01', '%Y%m%d') + to_months(months)))
