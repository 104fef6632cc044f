-- What each rule did: its name, the currency, how many lines, and by how much it changes what is billed.
SELECT 'drawn' AS rule, v_currency AS currency, count(*) AS lines, sum(v_overage - v_cost) AS billed
FROM lines JOIN plans USING (SubscriptionId, v_period) WHERE is_commitment AND v_overage <> v_cost GROUP BY ALL
UNION ALL
SELECT 'correction', v_currency, count(*), 0 FROM lines WHERE is_correction GROUP BY ALL
UNION ALL
SELECT 'rounded', v_currency, count(*), 0 FROM lines WHERE Cost IS NOT NULL AND NOT is_plain(Cost) GROUP BY ALL
UNION ALL
SELECT 'unreadable', v_currency, count(*), 0 FROM lines WHERE v_cost IS NULL OR v_start IS NULL OR v_end IS NULL GROUP BY ALL
ORDER BY ALL
