-- What was charged for usage, by the cell in which it is compared
SELECT
  s.statement,
  CASE WHEN l.is_monthly THEN date_trunc('month', s.day)::DATE ELSE s.day END AS day,
  CASE WHEN l.charges_account THEN s.account END AS account,
  CASE WHEN l.charges_credential THEN s.credential END AS credential,
  CASE WHEN l.charges_model THEN CASE WHEN n.is_exact THEN s.model ELSE s.model_family END END AS model,
  CASE WHEN l.charges_class THEN s.token_class END AS token_class,
  sum(s.cost) AS charged,
  CAST(sum(s.row_count) AS BIGINT) AS row_count,
  bool_and(s.is_cents) AS is_cents
FROM side AS s
JOIN level AS l USING (statement)
LEFT JOIN naming AS n ON n.statement = s.statement AND n.model_family = s.model_family
WHERE s.side = 'charged'
GROUP BY ALL
