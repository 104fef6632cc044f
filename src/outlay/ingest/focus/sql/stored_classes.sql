-- The cost classes of taxes and credits, by what settings judge them by.
SELECT x_key_id AS key_id, ChargeCategory AS category, PricingCategory AS pricing, x_cost_class AS class, raw,
  count(*) AS charges
FROM charge
JOIN key ON key.key_id = charge.x_key_id
WHERE ChargeCategory IN ('Tax', 'Credit')
GROUP BY ALL
ORDER BY ALL
