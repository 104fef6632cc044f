-- Billers and periods that a bill or a cost API speaks for, other than what is declared here.
SELECT DISTINCT biller, billing_period
FROM delivery
WHERE state = 'current' AND kind NOT IN ('contract', 'invoice', 'payment', 'prepayment', 'estimate')
