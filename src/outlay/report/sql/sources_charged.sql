-- What each source's deliveries hold, in the reporting currency, and how far they reach.
SELECT
  source,
  'file' AS origin,
  CASE kind WHEN 'payment' THEN 'payments' WHEN 'invoice' THEN 'invoices' ELSE kind END AS kind,
  max(issuer) AS issuer,
  count(DISTINCT issuer) AS issuers,
  sum(row_count) AS n,
  sum(CASE WHEN kind IN ('estimate', 'contract') THEN effective_cost ELSE billed_cost END) AS charged,
  min(billing_period) AS first_day,
  max(watermark) AS watermark,
  max(loaded_at) AS loaded_at
FROM delivery
WHERE state = 'current'
GROUP BY 1, 2, 3
ORDER BY 1, 3
