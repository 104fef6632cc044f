-- Lines of issued invoices; an invoice without lines is one line of its net amount, its tax another.
WITH taxed AS (
  SELECT DISTINCT biller, invoice_id FROM invoice_line WHERE charge_category = 'Tax'
),
parts AS (
  SELECT biller, invoice_id, line_id, charge_category AS category, amount, description, grain, service_start,
    service_end
  FROM invoice_line
  UNION ALL
  SELECT biller, invoice_id, 'net', 'Purchase', net_amount, NULL, NULL, NULL, NULL
  FROM invoice ANTI JOIN invoice_line USING (biller, invoice_id)
  UNION ALL
  SELECT biller, invoice_id, 'tax', 'Tax', tax_amount, NULL, NULL, NULL, NULL
  FROM invoice ANTI JOIN taxed USING (biller, invoice_id)
)
SELECT
  i.biller, i.issuer, i.invoice_id, p.line_id, i.billing_account, i.period_start, i.period_end, i.currency, p.category,
  p.amount, p.description, p.grain, p.service_start, p.service_end
FROM invoice AS i
JOIN parts AS p USING (biller, invoice_id)
WHERE i.status = 'Issued' AND p.amount <> 0
ORDER BY i.biller, i.invoice_id, p.line_id
