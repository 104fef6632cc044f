-- The rows with what the SKU of a model's tokens says where it can be read one way only, and what covers each.
CREATE OR REPLACE TEMP TABLE metered AS
SELECT
  * EXCLUDE (is_token_sku, is_input, is_output, is_cached),
  CASE
    WHEN NOT is_token_sku THEN NULL
    WHEN is_cached AND NOT is_output THEN 'Cache Read Input Tokens'
    WHEN is_input AND NOT is_output THEN 'Input Tokens'
    WHEN is_output AND NOT is_input AND NOT is_cached THEN 'Output Tokens'
  END AS token_meter,
  CASE WHEN is_token_sku THEN lower(replace(regexp_extract(
    sku_name, '\b(Gemini \d+(?:\.\d+)?(?: (?:Flash[ -]?Lite|Flash|Pro|Ultra|Nano))?)\b', 1, 'i'), ' ', '-')) END AS sku_model
FROM (
  SELECT
    lines.*,
    v_type = 'regular' AND NOT is_fee AS is_usage,
    coalesce(v_cost + coalesce(v_reduction, 0), v_cost) AS v_net,
    CASE WHEN v_type <> 'regular' THEN NULL WHEN model IS NULL OR is_fee THEN v_cost ELSE v_default END AS v_contracted,
    v_reduction, v_offset,
    coalesce(v_committed, 0) AS v_committed,
    is_spend, commitment, commitment_name, record, tag_texts.tags AS tag_text, origin, machine,
    regexp_matches(sku_name, '\btokens?\b', 'i') IS TRUE
      AND NOT regexp_matches(sku_name, '\b(storage|provisioned|throughput|tuning|training|characters?)\b', 'i')
      AND (service_name ILIKE '%vertex ai%' OR service_name ILIKE '%gemini%' OR service_name ILIKE '%generative language%')
      AS is_token_sku,
    regexp_matches(sku_name, '\binput\b', 'i') AS is_input,
    regexp_matches(sku_name, '\boutput\b', 'i') AS is_output,
    regexp_matches(sku_name, '\b(cached|caching|cache)\b', 'i') AS is_cached
  FROM lines
  LEFT JOIN reductions USING (line_id)
  LEFT JOIN tag_texts USING (tag_id)
)
