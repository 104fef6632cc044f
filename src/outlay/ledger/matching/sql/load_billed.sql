-- What was billed in some months by account and invoice, tax apart, in the bill's currency and the reporting one
SELECT
  d.biller,
  d.billing_account,
  d.billing_period AS period,
  c.InvoiceId AS invoice_id,
  c.BillingCurrency AS currency,
  min(c.InvoiceIssuerName) AS issuer,
  coalesce(sum(c.BilledCost) FILTER (WHERE c.ChargeCategory <> 'Tax'), 0) AS net,
  coalesce(sum(c.BilledCost) FILTER (WHERE c.ChargeCategory = 'Tax'), 0) AS tax,
  coalesce(sum(c.x_billed_cost) FILTER (WHERE c.ChargeCategory <> 'Tax'), 0) AS x_net,
  coalesce(sum(c.x_billed_cost) FILTER (WHERE c.ChargeCategory = 'Tax'), 0) AS x_tax,
  CAST(count(*) AS BIGINT) AS row_count
FROM charge AS c
JOIN delivery AS d ON d.delivery_id = c.x_delivery_id
WHERE d.billing_period >= $since AND d.billing_period < $until AND d.kind NOT IN ('contract', 'estimate', 'prepayment')
GROUP BY ALL
