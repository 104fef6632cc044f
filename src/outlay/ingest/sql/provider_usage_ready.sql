-- Good rows with their bucket and payer, equal cells summed.
CREATE OR REPLACE TEMP TABLE provider_usage_ready AS
SELECT
  concat_ws('/', payer_tuple.slug, coalesce(typed.billing_account, ''), typed.day) AS bucket,
  payer_tuple.payer_id,
  payer_tuple.slug AS provider,
  coalesce(typed.billing_account, '') AS billing_account,
  typed.account,
  typed.credential,
  typed.model,
  typed.token_class,
  typed.day,
  CAST(sum(typed.quantity) AS BIGINT) AS quantity,
  CAST(sum(typed.requests) AS BIGINT) AS requests
FROM provider_usage_typed AS typed
JOIN payer_tuple
  ON typed.provider = payer_tuple.spelled
  AND typed.billing_account IS NOT DISTINCT FROM payer_tuple.billing_account
  AND typed.account IS NOT DISTINCT FROM payer_tuple.account
  AND typed.credential IS NOT DISTINCT FROM payer_tuple.credential
  AND typed.model IS NOT DISTINCT FROM payer_tuple.model
WHERE typed.day IS NOT NULL AND typed.quantity >= 0
  AND typed.token_class IN ('input', 'cache_read', 'cache_write', 'output', 'units')
GROUP BY ALL
