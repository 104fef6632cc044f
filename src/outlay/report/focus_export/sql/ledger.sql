-- Rows of the ledger of a day with what their keys say, and the group of charges that each is a share of
SELECT
  l.ledger_row, l.day, l.billing_period, l.charge_category, l.pricing_category, l.invoice_id, l.cost_state,
  l.cost_class, l.billed_cost, l.effective_cost, l.list_cost,
  coalesce(p.pnl_line, 'unclassified') AS pnl_line,
  coalesce(d.issuer, k.biller, 'Unknown') AS issuer,
  k.*,
  md5(concat_ws(chr(31), CAST(l.day AS VARCHAR), l.payer_id, l.charge_category, l.cost_class,
    coalesce(l.pricing_category, ''), coalesce(l.invoice_id, ''), CAST(l.billing_period AS VARCHAR),
    coalesce(k.provider_service, ''), coalesce(k.account, ''), coalesce(k.region, ''))) AS origin
FROM ledger AS l
JOIN key AS k ON k.key_id = l.key_id
LEFT JOIN key_line AS p ON p.key_id = l.key_id AND p.since <= l.day AND p.until > l.day
LEFT JOIN (
  SELECT biller, billing_account, max(issuer) AS issuer FROM delivery WHERE state = 'current' GROUP BY ALL
) AS d ON d.biller = k.biller AND d.billing_account = k.billing_account
WHERE l.day = $day
