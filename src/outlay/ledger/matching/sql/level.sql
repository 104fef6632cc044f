-- Which dimensions the sides of a statement tell alike: the level at which they are compared
CREATE OR REPLACE TABLE level AS
WITH known AS (
  SELECT
    statement,
    bool_or(is_longer) AS is_monthly,
    coalesce(bool_or(model IS NOT NULL) FILTER (WHERE side = 'charged'), true) AS charges_model,
    coalesce(bool_or(token_class IS NOT NULL) FILTER (WHERE side = 'charged'), true) AS charges_class,
    coalesce(bool_and(account IS NOT NULL) FILTER (WHERE side = 'charged'), false) AS charges_account,
    coalesce(bool_and(credential IS NOT NULL) FILTER (WHERE side = 'charged'), false) AS charges_credential,
    bool_or(side = 'counted') AS is_counted
  FROM side
  GROUP BY statement
),
told AS (
  SELECT
    k.statement,
    list(DISTINCT s.account) FILTER (WHERE s.side = CASE WHEN k.is_counted THEN 'counted' ELSE 'charged' END)
      AS accounts,
    list(DISTINCT s.credential) FILTER (WHERE s.side = CASE WHEN k.is_counted THEN 'counted' ELSE 'charged' END)
      AS credentials
  FROM side AS s
  JOIN known AS k USING (statement)
  GROUP BY k.statement
),
alike AS (
  -- a few tokens of an unknown key do not hide the others
  SELECT
    t.statement,
    len(any_value(t.accounts)) > 0 AND coalesce(
      sum(s.tokens) FILTER (WHERE s.side = 'seen' AND list_contains(t.accounts, s.account)) * 20
        >= sum(s.tokens) FILTER (WHERE s.side = 'seen') * 19,
      count(*) FILTER (WHERE s.side = 'seen') = 0
    ) AS knows_account,
    len(any_value(t.credentials)) > 0 AND coalesce(
      sum(s.tokens) FILTER (WHERE s.side = 'seen' AND list_contains(t.credentials, s.credential)) * 20
        >= sum(s.tokens) FILTER (WHERE s.side = 'seen') * 19,
      count(*) FILTER (WHERE s.side = 'seen') = 0
    ) AS knows_credential
  FROM side AS s
  JOIN told AS t USING (statement)
  GROUP BY t.statement
)
SELECT
  k.statement, k.is_monthly, k.is_counted, k.charges_model, k.charges_class,
  a.knows_account, a.knows_credential,
  a.knows_account AND k.charges_account AS charges_account,
  a.knows_credential AND k.charges_credential AS charges_credential
FROM known AS k
JOIN alike AS a USING (statement)
