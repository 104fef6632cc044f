-- Value rows that cannot be taken: the first reason of each.
SELECT _file, _row, fault[1], fault[2], fault[3]
FROM (
  SELECT
    typed._file,
    typed._row,
    CASE
      WHEN metric IS NULL THEN ['metric', 'no metric', NULL]
      WHEN NOT regexp_full_match(metric, '[a-z][a-z0-9_]{0,62}')
        THEN ['metric', 'not a name of letters, digits and _', metric]
      WHEN metric IN (SELECT metric FROM own_metric) THEN ['metric', 'a name that Outlay computes itself', metric]
      WHEN typed.day IS NULL THEN ['day', 'not a day', raw_day]
      WHEN amount IS NULL THEN ['amount', 'not a number', raw_amount]
      WHEN abs(amount) > 100000000000 THEN ['amount', 'above 1e11', raw_amount]
      WHEN unrated.reason IS NOT NULL THEN ['currency', unrated.reason, unrated.currency]
    END AS fault
  FROM value_typed AS typed
  LEFT JOIN unrated
    ON unrated.day = typed.day
    AND unrated.currency = coalesce(typed.currency, $currency)
    AND (typed.currency IS NOT NULL OR typed.metric IN (SELECT metric FROM money_metric))
)
WHERE fault IS NOT NULL
ORDER BY _file, _row
