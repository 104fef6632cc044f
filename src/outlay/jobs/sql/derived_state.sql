-- What contracts and prepayments rest on: a value that changes when deliveries, invoices or commitments do.
SELECT
  (SELECT max(loaded_at) FROM delivery WHERE source NOT IN ('contracts', 'prepayments')) AS delivered,
  (SELECT count(*) FROM delivery WHERE state = 'current' AND source NOT IN ('contracts', 'prepayments')) AS deliveries,
  (SELECT max(loaded_at) FROM invoice) AS invoiced,
  (SELECT count(*) FROM invoice) AS invoices,
  (SELECT count(*) FROM commitment) AS commitments,
  (SELECT count(*) FROM commitment_entry) AS entries
