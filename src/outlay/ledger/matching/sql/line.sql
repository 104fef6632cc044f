-- Quantities at the level of prices, each with the cell of charges that it belongs to
SELECT
  f.statement, f.day,
  CASE WHEN l.charges_account THEN f.account END AS account,
  CASE WHEN l.charges_credential THEN f.credential END AS credential,
  f.model, f.token_class,
  l.charges_model, l.charges_class,
  min(f.named) AS named,
  min(f.provider) AS provider,
  CAST(sum(f.quantity) AS DECIMAL(38, 0)) AS quantity,
  CAST(sum(f.seen) AS DECIMAL(38, 0)) AS seen,
  CAST(sum(f.unpriced) AS DECIMAL(38, 0)) AS unpriced,
  CAST(coalesce(sum(f.missed), 0) AS DECIMAL(38, 0)) AS missed,
  CAST(coalesce(sum(f.beyond), 0) AS DECIMAL(38, 0)) AS beyond,
  sum(f.seen_cost) AS seen_cost
FROM fine AS f
JOIN level AS l USING (statement)
GROUP BY ALL
