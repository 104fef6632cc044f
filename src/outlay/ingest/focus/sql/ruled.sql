-- Typed rows after the rules that look at several columns: zeros that mean unknown, period ends, fallbacks.
SELECT
  *,
  coalesce(v_effective, CASE WHEN EffectiveCost IS NULL THEN v_billed END) AS w_effective,
  CASE WHEN v_list = 0 AND (v_billed <> 0 OR v_effective <> 0) THEN NULL ELSE v_list END AS w_list,
  CASE WHEN v_contracted = 0 AND (v_billed <> 0 OR v_effective <> 0) THEN NULL ELSE v_contracted END AS w_contracted,
  CASE
    WHEN v_period_end IS NOT NULL AND v_period_end = last_day(v_period_end)
      AND v_period_end >= v_period_start AND day(v_period_start) = 1
      THEN v_period_end + INTERVAL 1 DAY
    WHEN BillingPeriodEnd IS NULL THEN v_period_start + INTERVAL 1 MONTH
    ELSE v_period_end
  END AS w_period_end,
  CASE
    WHEN v_service_category IS NULL AND ServiceCategory IS NOT NULL THEN 'Other' ELSE v_service_category
  END AS w_service_category,
  token_block(ConsumedUnit) AS token_block,
  coalesce(ServiceProviderName, ProviderName) AS w_provider,
  coalesce(InvoiceIssuerName, ServiceProviderName, ProviderName) AS w_issuer
FROM typed
