-- The lines of the exports with typed values: exact money, days, what covers each, and its scope.
CREATE OR REPLACE TEMP TABLE lines AS
SELECT
  texts.*,
  amount(Cost) AS c_cost,
  amount(Quantity) AS c_quantity,
  azure_day(Date) AS day,
  azure_day(BillingPeriodStartDate) AS period_start,
  coalesce(azure_day(BillingPeriodEndDate), CAST(last_day(azure_day(BillingPeriodStartDate)) AS DATE)) AS period_last,
  coalesce(CASE WHEN getvariable('is_mca') THEN BillingProfileId END, BillingAccountId) AS account,
  upper(BillingCurrency) AS currency,
  lower(regexp_replace(ChargeType, '[^A-Za-z]', '', 'g')) AS kind,
  lower(coalesce(BenefitId, ReservationId)) AS benefit,
  coalesce(BenefitName, ReservationName) AS benefit_name,
  CASE
    WHEN coalesce(BenefitId, ReservationId) ILIKE '%/microsoft.billingbenefits/%' OR PricingModel ILIKE 'savings%plan'
      OR ChargeType ILIKE 'unused%savings%plan' THEN 'Spend'
    WHEN coalesce(BenefitId, ReservationId) IS NOT NULL OR PricingModel ILIKE 'reserv%'
      OR ChargeType ILIKE 'unused%reserv%' THEN 'Usage'
  END AS benefit_category,
  coalesce(regexp_replace(lower(PricingModel), '[^a-z]', '', 'g') IN ('reservation', 'savingsplan'),
    coalesce(BenefitId, ReservationId) IS NOT NULL) AS is_covered
FROM texts
