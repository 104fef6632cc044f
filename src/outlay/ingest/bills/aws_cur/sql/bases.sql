-- The basis of each bill and the sums that speak for it.
SELECT payer, strftime(period_start, '%Y-%m') AS period, currency, is_net, is_filled, unblended, net_sum
FROM bills
ORDER BY ALL
