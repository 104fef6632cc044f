-- What each side tells, at the level that both tell
CREATE OR REPLACE TABLE placed AS
SELECT
  s.* REPLACE (
    CASE WHEN l.is_monthly THEN date_trunc('month', s.day)::DATE ELSE s.day END AS day,
    CASE WHEN l.knows_account THEN s.account END AS account,
    CASE WHEN l.knows_credential THEN s.credential END AS credential,
    CASE WHEN n.is_exact THEN s.model ELSE s.model_family END AS model
  ),
  s.model AS named
FROM side AS s
JOIN level AS l USING (statement)
LEFT JOIN naming AS n ON n.statement = s.statement AND n.model_family = s.model_family
