-- Good value rows, money converted to the reporting currency once, equal rows of the files summed.
CREATE OR REPLACE TEMP TABLE value_ready AS
SELECT
  typed.metric,
  typed.day,
  tuple_key.key_id,
  typed.customer,
  CAST(sum(CASE WHEN rate.rate IS NULL OR rate.rate = 1 THEN typed.amount
    ELSE money_times(typed.amount, rate.rate) END)
    AS DECIMAL(38, 12)) AS amount,
  CASE WHEN max(rate.rate) IS NOT NULL THEN $currency END AS currency
FROM value_typed AS typed
JOIN tuple_key
  ON typed.product IS NOT DISTINCT FROM tuple_key.product
  AND typed.feature IS NOT DISTINCT FROM tuple_key.feature
  AND typed.plan IS NOT DISTINCT FROM tuple_key.plan
  AND typed.segment IS NOT DISTINCT FROM tuple_key.segment
  AND typed.team IS NOT DISTINCT FROM tuple_key.team
  AND typed.business_unit IS NOT DISTINCT FROM tuple_key.business_unit
  AND typed.environment IS NOT DISTINCT FROM tuple_key.environment
LEFT JOIN rate
  ON rate.day = typed.day
  AND rate.currency = coalesce(typed.currency, $currency)
  AND (typed.currency IS NOT NULL OR typed.metric IN (SELECT metric FROM money_metric))
WHERE regexp_full_match(typed.metric, '[a-z][a-z0-9_]{0,62}')
  AND typed.metric NOT IN (SELECT metric FROM own_metric)
  AND typed.day IS NOT NULL AND abs(typed.amount) <= 100000000000
GROUP BY ALL
