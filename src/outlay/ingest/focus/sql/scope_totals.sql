-- What each delivery scope holds, in the reporting currency, with a digest of its charges.
SELECT
  CAST(h_scope AS VARCHAR) AS h_scope,
  min(InvoiceIssuerName) AS issuer,
  min(BillingAccountId) AS billing_account,
  min(CAST(BillingPeriodStart AS DATE)) AS billing_period,
  count(*) AS charges,
  sum(x_billed_cost) AS billed,
  sum(x_effective_cost) AS effective,
  CAST(bit_xor(md5_number(x_charge_id)) AS VARCHAR) AS digest,
  max(ChargePeriodEnd) FILTER (
    ChargeCategory = 'Usage' AND ChargePeriodEnd - ChargePeriodStart <= INTERVAL 1 DAY
  ) AS used_until,
  max(BillingPeriodEnd) AS period_end,
  bool_or(InvoiceId IS NOT NULL) AS is_invoiced
FROM charged
GROUP BY h_scope
ORDER BY h_scope
