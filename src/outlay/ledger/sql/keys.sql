-- Keys with their place in the order of their tuples, which decides ties of a split
CREATE OR REPLACE TABLE keys AS
SELECT
  key_id,
  provider,
  biller,
  account,
  credential,
  model,
  model_family,
  model_vendor,
  CASE WHEN token_class LIKE 'cache_write%' THEN 'cache_write' ELSE token_class END AS token_class,
  payer_id,
  row_number() OVER (ORDER BY raw, key_id) AS place
FROM keys_in
