-- Keeps the highest reading of each series, day and interval.
MERGE INTO usage_metric AS kept
USING (
  SELECT
    series_key, day, start_time, is_delta, service, provider, model, token_type, max(quantity) AS quantity
  FROM read_metric
  GROUP BY ALL
) AS more
ON kept.series_key = more.series_key AND kept.day = more.day AND kept.start_time = more.start_time
  AND kept.token_type = more.token_type
WHEN MATCHED AND more.quantity > kept.quantity THEN UPDATE SET quantity = more.quantity
WHEN NOT MATCHED THEN INSERT BY NAME
