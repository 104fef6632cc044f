-- Tokens by the service tier that they were billed and seen in, of bills that name tiers
SELECT
  p.statement, p.day,
  CASE WHEN l.charges_account THEN p.account END AS account,
  CASE WHEN l.charges_credential THEN p.credential END AS credential,
  p.model, p.token_class, p.tier,
  CAST(coalesce(sum(p.tokens) FILTER (WHERE p.side = 'charged'), 0) AS DECIMAL(38, 0)) AS billed,
  CAST(coalesce(sum(p.tokens) FILTER (WHERE p.side = 'seen'), 0) AS DECIMAL(38, 0)) AS seen
FROM placed AS p
JOIN level AS l USING (statement)
WHERE p.side <> 'counted'
  AND p.statement IN (SELECT statement FROM placed WHERE side = 'charged' AND tier IS NOT NULL)
GROUP BY ALL
