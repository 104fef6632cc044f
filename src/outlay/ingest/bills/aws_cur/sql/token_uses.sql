-- The distinct ways in which a bill names what Bedrock sold.
SELECT
  concat_ws(chr(31), usage_type, unit, product_name) AS token_key,
  any_value(usage_type) AS usage_type,
  any_value(unit) AS unit,
  any_value(product_name) AS product_name,
  min(description) AS description
FROM costed
WHERE is_bedrock AND usage_type IS NOT NULL
GROUP BY token_key
ORDER BY token_key
