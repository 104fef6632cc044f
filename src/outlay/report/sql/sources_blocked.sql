-- What each source states that counts under another, by what its rows are called.
SELECT
  source,
  CASE kind WHEN 'payment' THEN 'payments' WHEN 'invoice' THEN 'invoices' ELSE kind END AS kind,
  sum(amount) AS n
FROM blocked_amount
GROUP BY 1, 2
ORDER BY 1, 2
