-- The distinct raw tuples that keys, payers and cost classes are made from.
SELECT
  CAST(h_tuple AS VARCHAR) AS h_tuple,
  tag_id,
  sku_id,
  any_value(ServiceProviderName) AS service_provider,
  any_value(h_publisher) AS publisher,
  any_value(InvoiceIssuerName) AS issuer,
  any_value(BillingAccountId) AS billing_account,
  any_value(ServiceName) AS service_name,
  any_value(ServiceCategory) AS service_category,
  any_value(ServiceSubcategory) AS service_subcategory,
  any_value(SubAccountId) AS account,
  any_value(RegionId) AS region,
  any_value(SkuMeter) AS meter,
  any_value(PricingUnit) AS unit,
  any_value(h_credential) AS credential,
  any_value(h_model) AS model,
  any_value(ChargeCategory) AS charge_category,
  any_value(PricingCategory) AS pricing_category
FROM good
JOIN tag_ids USING (h_tags)
JOIN sku_ids USING (h_sku)
GROUP BY h_tuple, tag_id, sku_id
