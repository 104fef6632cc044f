-- Which subscriptions draw on a commitment in a month: those that say so, or that have any overage.
CREATE OR REPLACE TEMP TABLE plans AS
SELECT
  SubscriptionId, v_period,
  coalesce(bool_or(lower("Plan") = 'commitment'), bool_or(v_overage <> 0 OR upper(OverageFlag) IN ('Y', 'YES', 'TRUE')), false)
    AS is_commitment
FROM lines
GROUP BY ALL
