-- What is left where covered usage and its negation do not cancel, so that the bill still adds up.
CREATE OR REPLACE TEMP VIEW residuals AS
SELECT
  BilledCost, BillingAccountId, BillingCurrency, BillingPeriodEnd, BillingPeriodStart, 'Adjustment' AS ChargeCategory,
  ChargeDescription, 'One-Time' AS ChargeFrequency, ChargePeriodEnd, ChargePeriodStart,
  CASE WHEN is_savings_plan THEN BilledCost ELSE 0 END AS EffectiveCost,
  'AWS' AS HostProviderName, InvoiceId, InvoiceIssuerName, 'Other' AS ServiceCategory,
  CASE WHEN is_savings_plan THEN 'Savings Plans' ELSE 'Reserved Instances' END AS ServiceName,
  'AWS' AS ServiceProviderName, SubAccountId, 'residual' AS "x_RowKind"
FROM (
  SELECT
    kind <> 'ri_covered' AS is_savings_plan,
    sum(cost) AS BilledCost,
    payer AS BillingAccountId,
    currency AS BillingCurrency,
    max(period_end) AS BillingPeriodEnd,
    period_start AS BillingPeriodStart,
    CASE
      WHEN kind <> 'ri_covered' THEN 'Usage covered by savings plans less its negation'
      ELSE 'Cost that the bill states on usage covered by reservations'
    END AS ChargeDescription,
    max(ended) AS ChargePeriodEnd,
    min(started) AS ChargePeriodStart,
    invoice_id AS InvoiceId,
    issuer AS InvoiceIssuerName,
    account AS SubAccountId
  FROM costed
  WHERE kind IN ('sp_covered', 'sp_negation', 'ri_covered')
  GROUP BY ALL
  HAVING sum(cost) <> 0
)
