-- The stored charges of changing scopes with the days they are spread over: one, all of the period, or months of days.
CREATE OR REPLACE TEMP VIEW sliced AS
SELECT
  *,
  CASE WHEN is_long THEN date_diff('day', x_day, CAST(ChargePeriodEnd - INTERVAL 1 MICROSECOND AS DATE)) + 1 ELSE 1 END
    AS days,
  CASE
    WHEN is_long AND getvariable('amortise') = 'monthly' AND ChargePeriodStart = x_day
      AND CAST(x_day + to_months(CAST(date_diff('month', x_day, CAST(ChargePeriodEnd AS DATE)) AS INTEGER)) AS TIMESTAMP)
        = ChargePeriodEnd
      THEN greatest(date_diff('month', x_day, CAST(ChargePeriodEnd AS DATE)), 1)
    ELSE 1
  END AS months
FROM (
  SELECT
    *,
    ChargePeriodEnd - ChargePeriodStart > INTERVAL 1 DAY
      AND (ChargeCategory <> 'Purchase' OR EffectiveCost <> 0) AS is_long
  FROM charge
  WHERE x_delivery_id IN (SELECT delivery_id FROM changing)
)
