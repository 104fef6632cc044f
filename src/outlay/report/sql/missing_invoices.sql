-- Closed billing periods without an issued invoice, of billers that have sent invoices for earlier ones.
WITH begun AS (
  SELECT biller, min(period_start) AS first FROM invoice WHERE status = 'Issued' GROUP BY biller
)
SELECT d.biller, d.billing_period, sum(CASE WHEN d.kind = 'contract' THEN d.effective_cost ELSE d.billed_cost END)
  AS billed
FROM delivery AS d
JOIN begun ON begun.biller = d.biller AND d.billing_period >= begun.first
WHERE d.state = 'current'
  AND d.kind NOT IN ('prepayment', 'payment')
  AND d.billing_period + INTERVAL 1 MONTH + INTERVAL 10 DAY <= $today
  AND NOT EXISTS (
    SELECT 1 FROM invoice AS i
    WHERE i.biller = d.biller AND i.status = 'Issued'
      AND i.period_start < d.billing_period + INTERVAL 1 MONTH AND i.period_end > d.billing_period
  )
GROUP BY d.biller, d.billing_period
HAVING sum(CASE WHEN d.kind = 'contract' THEN d.effective_cost ELSE d.billed_cost END) <> 0
ORDER BY d.billing_period, d.biller
