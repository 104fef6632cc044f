-- The lines of a bill with typed values: what each is (`kind`), its cost before and after discounts, and shares.
CREATE OR REPLACE TEMP VIEW typed_lines AS
SELECT
  file_number,
  identity_line_item_id AS line_id,
  trim(bill_payer_account_id) AS payer,
  bill_payer_account_name AS payer_name,
  coalesce(bill_invoicing_entity, CASE WHEN bill_billing_entity IS NOT NULL THEN 'Amazon Web Services, Inc.' ELSE 'AWS' END)
    AS issuer,
  bill_invoicing_entity IS NULL AS issuer_assumed,
  bill_billing_entity IS NOT NULL AND bill_billing_entity ILIKE '%marketplace%' AS is_marketplace,
  bill_invoice_id AS invoice_id,
  instant(bill_billing_period_start_date) AS period_start,
  instant(bill_billing_period_end_date) AS period_end,
  coalesce(line_item_usage_account_id, bill_payer_account_id) AS account,
  line_item_usage_account_name AS account_name,
  trim(line_item_line_item_type) AS line_type,
  CASE
    WHEN split_line_item_parent_resource_id IS NOT NULL
      AND coalesce(money(line_item_unblended_cost), 0) = 0 AND coalesce(money(line_item_net_unblended_cost), 0) = 0
      THEN 'split'
    ELSE CASE lower(trim(line_item_line_item_type))
      WHEN 'usage' THEN 'usage'
      WHEN 'savingsplancoveredusage' THEN 'sp_covered'
      WHEN 'savingsplannegation' THEN 'sp_negation'
      WHEN 'savingsplanupfrontfee' THEN 'sp_upfront'
      WHEN 'savingsplanrecurringfee' THEN 'sp_fee'
      WHEN 'discountedusage' THEN 'ri_covered'
      WHEN 'rifee' THEN 'ri_fee'
      WHEN 'fee' THEN CASE
        WHEN reservation_reservation_arn IS NOT NULL THEN 'ri_upfront'
        WHEN savings_plan_savings_plan_arn IS NOT NULL THEN 'sp_upfront'
        ELSE 'fee'
      END
      WHEN 'tax' THEN 'tax'
      WHEN 'credit' THEN 'credit'
      WHEN 'refund' THEN 'refund'
      ELSE CASE WHEN lower(trim(line_item_line_item_type)) LIKE '%discount' THEN 'discount' ELSE 'other' END
    END
  END AS kind,
  instant(line_item_usage_start_date) AS started,
  instant(line_item_usage_end_date) AS ended,
  line_item_product_code AS product_code,
  product_product_name AS product_name,
  line_item_legal_entity AS seller,
  line_item_usage_type AS usage_type,
  line_item_operation AS operation,
  line_item_line_item_description AS description,
  line_item_tax_type AS tax_type,
  line_item_availability_zone AS zone,
  line_item_resource_id AS resource_id,
  line_item_iam_principal AS principal,
  upper(trim(line_item_currency_code)) AS currency,
  money(line_item_usage_amount) AS quantity,
  pricing_unit AS unit,
  money(line_item_unblended_cost) AS unblended,
  CASE WHEN NOT is_plain(line_item_unblended_cost) THEN wide(line_item_unblended_cost) END AS unblended_wide,
  line_item_unblended_cost IS NULL AS cost_missing,
  CASE WHEN money(line_item_unblended_cost) IS NULL THEN line_item_unblended_cost END AS unread_cost,
  money(line_item_net_unblended_cost) AS net,
  money(pricing_public_on_demand_cost) AS list_cost,
  money(pricing_public_on_demand_rate) AS list_price,
  product_sku AS sku,
  coalesce(pricing_rate_code, pricing_rate_id) AS price_id,
  coalesce(product_region_code, product_region) AS region,
  nullif(concat_ws(
    ',', NULL,
    CASE WHEN product_instance_type IS NOT NULL THEN kept('InstanceType', product_instance_type) END,
    CASE WHEN product_operating_system IS NOT NULL THEN kept('OperatingSystem', product_operating_system) END,
    CASE WHEN product_gpu IS NOT NULL THEN kept('GpuCount', product_gpu) END
  ), '') AS sku_details,
  nullif(concat_ws(',', NULL, tag_members, tag_keys(resource_tags), tag_keys(tags), category_keys(cost_category)), '')
    AS tag_members,
  coalesce(savings_plan_savings_plan_arn, reservation_reservation_arn) AS commitment,
  savings_plan_savings_plan_arn IS NOT NULL AS is_savings_plan,
  money(savings_plan_savings_plan_effective_cost) AS sp_effective,
  money(savings_plan_net_savings_plan_effective_cost) AS sp_net_effective,
  money(savings_plan_total_commitment_to_date) AS sp_committed,
  money(savings_plan_used_commitment) AS sp_used,
  money(reservation_effective_cost) AS ri_effective,
  money(reservation_net_effective_cost) AS ri_net_effective,
  coalesce(money(reservation_unused_amortized_upfront_fee_for_billing_period), 0)
    + coalesce(money(reservation_unused_recurring_fee), 0) AS ri_unused,
  coalesce(
    money(reservation_net_unused_amortized_upfront_fee_for_billing_period),
    money(reservation_unused_amortized_upfront_fee_for_billing_period), 0)
    + coalesce(money(reservation_net_unused_recurring_fee), money(reservation_unused_recurring_fee), 0)
    AS ri_net_unused,
  money(reservation_unused_quantity) AS ri_unused_quantity,
  money(reservation_total_reserved_units) AS ri_units,
  money(split_line_item_split_cost) AS split_cost,
  capacity_reservation_capacity_reservation_arn AS reservation,
  capacity_reservation_capacity_reservation_status AS reservation_status
FROM texts
