-- The days of long charges with their exact shares: equal by month, then equal by day, the rest to the first ones.
CREATE OR REPLACE TEMP VIEW parts AS
SELECT
  * EXCLUDE (x_effective_cost, x_list_cost),
  month_first + CAST(unnest(range(month_days)) AS INTEGER) AS slice_day,
  month = 0 AND unnest(range(month_days)) = 0 AS is_first,
  units_money(share(month_effective, month_days, unnest(range(month_days)))) AS slice_effective,
  units_money(share(month_list, month_days, unnest(range(month_days)))) AS slice_list
FROM (
  SELECT
    *,
    CASE WHEN months = 1 THEN x_day ELSE CAST(x_day + to_months(CAST(month AS INTEGER)) AS DATE) END AS month_first,
    CASE
      WHEN months = 1 THEN days
      ELSE date_diff(
        'day', CAST(x_day + to_months(CAST(month AS INTEGER)) AS DATE),
        CAST(x_day + to_months(CAST(month + 1 AS INTEGER)) AS DATE))
    END AS month_days,
    share(money_units(x_effective_cost), months, month) AS month_effective,
    share(money_units(x_list_cost), months, month) AS month_list
  FROM (SELECT *, unnest(range(months)) AS month FROM sliced WHERE is_long)
)
