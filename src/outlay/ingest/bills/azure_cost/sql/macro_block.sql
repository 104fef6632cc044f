-- How many single units a unit of measure such as `10K`, `1M Tokens` or `100 Hours` counts as one.
CREATE OR REPLACE TEMP MACRO block_size(x) AS coalesce(
  try_cast(replace(regexp_extract(x, '^\s*([0-9][0-9,]*)', 1), ',', '') AS DECIMAL(18, 0)), 1)
  * CASE upper(regexp_extract(x, '^\s*[0-9][0-9,]*\s?([KMB])(?:[\s/]|$)', 1, 'i'))
      WHEN 'K' THEN 1000 WHEN 'M' THEN 1000000 WHEN 'B' THEN 1000000000 ELSE 1 END
