-- What the price details of each SKU say about models, tokens and GPUs.
CREATE OR REPLACE TEMP TABLE sku_values AS
SELECT
  h_sku,
  CASE
    WHEN json_valid(any_value(h_details)) THEN CAST(to_json(json_extract_string(any_value(h_details), PATHS)) AS VARCHAR)
  END AS vals
FROM good
GROUP BY h_sku
