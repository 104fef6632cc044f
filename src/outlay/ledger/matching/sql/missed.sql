-- Where telemetry differs from what was counted, at the finest level, and whether anything of that key was ever seen
SELECT
  statement, day, account, credential, model, token_class,
  CAST(missed AS DECIMAL(38, 0)) AS missed,
  CAST(beyond AS DECIMAL(38, 0)) AS beyond,
  sum(seen) OVER (PARTITION BY statement, account, credential, model) = 0 AS is_unseen
FROM fine
QUALIFY missed > 0 OR beyond > 0
