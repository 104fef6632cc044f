-- Lines of invoices as issued.
SELECT biller, invoice_id, line_id, charge_category, description, amount, service_start, service_end
FROM invoice_line
ORDER BY biller, invoice_id, line_id
