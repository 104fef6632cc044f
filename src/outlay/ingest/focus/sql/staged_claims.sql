-- What the staged charges of each scope state for each provider, in the reporting currency.
SELECT
  CAST(h_scope AS VARCHAR) AS h_scope,
  min(InvoiceIssuerName) AS issuer,
  min(BillingAccountId) AS billing_account,
  min(CAST(BillingPeriodStart AS DATE)) AS billing_period,
  money,
  bool_or(bool_or(InvoiceId IS NOT NULL)) OVER (PARTITION BY h_scope) AS is_invoiced,
  sum(x_effective_cost) AS amount
FROM charged
GROUP BY h_scope, money
ORDER BY h_scope, money
