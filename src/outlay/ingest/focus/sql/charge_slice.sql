-- The shares of days, as the table `charge_slice` takes them: billed and quantity on the first, the rest spread.
INSERT INTO charge_slice BY NAME
SELECT
  day,
  CAST(greatest(date_trunc('month', day), date_trunc('month', BillingPeriodStart)) AS DATE) AS accounting_period,
  x_charge_id,
  x_delivery_id,
  x_key_id AS key_id,
  x_payer_id AS payer_id,
  ChargeCategory AS charge_category,
  PricingCategory AS pricing_category,
  ChargeClass AS charge_class,
  InvoiceId AS invoice_id,
  CAST(BillingPeriodStart AS DATE) AS billing_period,
  x_cost_class AS cost_class,
  quantity,
  CASE WHEN quantity IS NOT NULL THEN ConsumedUnit END AS quantity_unit,
  billed_cost,
  effective_cost,
  list_cost
FROM (
  SELECT
    x_day AS day, BillingPeriodStart, x_charge_id, x_delivery_id, x_key_id, x_payer_id, ChargeCategory,
    PricingCategory, ChargeClass, InvoiceId, x_cost_class, ConsumedUnit, ConsumedQuantity AS quantity,
    x_billed_cost AS billed_cost, x_effective_cost AS effective_cost, x_list_cost AS list_cost
  FROM sliced
  WHERE NOT is_long
  UNION ALL
  SELECT
    slice_day, BillingPeriodStart, x_charge_id, x_delivery_id, x_key_id, x_payer_id, ChargeCategory,
    PricingCategory, ChargeClass, InvoiceId, x_cost_class, ConsumedUnit,
    CASE WHEN is_first THEN ConsumedQuantity END,
    CASE WHEN is_first THEN x_billed_cost ELSE 0 END, slice_effective, slice_list
  FROM parts
)
