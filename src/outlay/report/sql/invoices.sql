-- Invoices with the charges that carry their id; sums over several currencies are not given.
WITH charged AS (
  SELECT
    d.biller,
    c.InvoiceId AS invoice_id,
    count(*) AS charges,
    CASE WHEN min(c.BillingCurrency) = max(c.BillingCurrency)
      THEN sum(c.BilledCost) FILTER (c.ChargeCategory <> 'Tax') END AS charged_net
  FROM charge AS c
  JOIN delivery AS d ON d.delivery_id = c.x_delivery_id
  WHERE c.InvoiceId IN (SELECT invoice_id FROM invoice)
  GROUP BY ALL
)
SELECT
  i.biller, i.invoice_id, i.issuer, i.billing_account, i.period_start, i.period_end, i.issued_on, i.due_on, i.status,
  i.currency, i.net_amount, i.tax_amount, i.total_amount, i.reference_invoice_id, i.x_fx_rate, i.x_fx_date,
  i.x_fx_source, i.x_net_amount, i.x_tax_amount, i.source, coalesce(charged.charges, 0) AS charges,
  charged.charged_net
FROM invoice AS i
LEFT JOIN charged ON charged.biller = i.biller AND charged.invoice_id = i.invoice_id
ORDER BY i.period_start DESC, i.biller, i.invoice_id
