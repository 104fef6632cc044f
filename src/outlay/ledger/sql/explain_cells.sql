-- What was counted and seen in some cells
SELECT
  usage_group AS payer,
  provider,
  account,
  credential,
  model,
  token_class,
  CAST(quantity AS DECIMAL(38, 0)) AS quantity,
  CAST(telemetry AS DECIMAL(38, 0)) AS telemetry,
  CAST(gap AS DECIMAL(38, 0)) AS gap
FROM cell_gap
WHERE list_contains(?, cell)
ORDER BY ALL
