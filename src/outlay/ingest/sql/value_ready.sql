-- Good value rows, equal rows of the files summed in the currency they state, then converted to the reporting currency.
CREATE OR REPLACE TEMP TABLE value_ready AS
SELECT
  stated.metric,
  stated.day,
  stated.key_id,
  stated.customer,
  CASE WHEN stated.currency IS NULL OR rate.rate = 1 THEN stated.amount ELSE money_times(stated.amount, rate.rate) END
    AS amount,
  CASE WHEN stated.currency IS NOT NULL THEN $currency END AS currency,
  CASE WHEN stated.currency IS NOT NULL THEN stated.amount END AS stated_amount,
  stated.currency AS stated_currency,
  rate.rate AS x_fx_rate,
  rate.rate_date AS x_fx_date,
  rate.source AS x_fx_source
FROM (
  SELECT
    typed.metric,
    typed.day,
    tuple_key.key_id,
    typed.customer,
    CASE WHEN typed.currency IS NOT NULL OR typed.metric IN (SELECT metric FROM money_metric)
      THEN coalesce(typed.currency, $currency) END AS currency,
    CAST(sum(typed.amount) AS DECIMAL(38, 12)) AS amount
  FROM value_typed AS typed
  JOIN tuple_key
    ON typed.product IS NOT DISTINCT FROM tuple_key.product
    AND typed.feature IS NOT DISTINCT FROM tuple_key.feature
    AND typed.plan IS NOT DISTINCT FROM tuple_key.plan
    AND typed.segment IS NOT DISTINCT FROM tuple_key.segment
    AND typed.team IS NOT DISTINCT FROM tuple_key.team
    AND typed.business_unit IS NOT DISTINCT FROM tuple_key.business_unit
    AND typed.environment IS NOT DISTINCT FROM tuple_key.environment
  WHERE regexp_full_match(typed.metric, '[a-z][a-z0-9_]{0,62}')
    AND typed.metric NOT IN (SELECT metric FROM own_metric)
    AND typed.day IS NOT NULL AND abs(typed.amount) <= 100000000000
  GROUP BY ALL
) AS stated
LEFT JOIN rate ON rate.day = stated.day AND rate.currency = stated.currency
WHERE stated.currency IS NULL OR rate.rate IS NOT NULL
