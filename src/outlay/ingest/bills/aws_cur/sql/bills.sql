-- Each bill of the delivery (payer, month, currency), and whether cost after discounts holds for all of it.
CREATE OR REPLACE TEMP TABLE bills AS
SELECT
  payer, period_start, currency, rows, unblended, net_sum, discounts,
  is_filled AND (discounts = 0 OR abs(unblended - net_sum) <= 0.01) AS is_net,
  is_filled
FROM (
  SELECT
    payer, period_start, currency,
    count(*) AS rows,
    coalesce(sum(unblended), 0) AS unblended,
    coalesce(sum(net) FILTER (kind <> 'discount'), 0) AS net_sum,
    count(*) FILTER (kind = 'discount' AND unblended <> 0) AS discounts,
    count(*) FILTER (net IS NOT NULL) > 0
      AND count(*) FILTER (
        net IS NULL AND unblended <> 0 AND kind <> 'discount'
        OR kind = 'sp_covered' AND sp_net_effective IS NULL AND sp_effective <> 0
        OR kind = 'ri_covered' AND ri_net_effective IS NULL AND ri_effective <> 0) = 0 AS is_filled
  FROM lines
  GROUP BY payer, period_start, currency
)
