-- The invoices of some months, voided ones left out
SELECT
  biller, invoice_id, issuer, billing_account, date_trunc('month', period_start)::DATE AS period, status, currency,
  net_amount AS net, tax_amount AS tax, x_net_amount AS x_net, x_tax_amount AS x_tax,
  payment_currency, payment_amount, reference_invoice_id
FROM invoice
WHERE period_start >= $since AND period_start < $until AND lower(status) NOT IN ('voided', 'void')
