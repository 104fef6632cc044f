-- What a bill's lines lack: shares of covered usage, unused parts of fees, units of tokens, readable costs.
SELECT
  count(*) FILTER (kind = 'sp_covered') AS sp_covered,
  count(*) FILTER (kind = 'sp_covered' AND sp_share IS NULL) AS sp_share_missing,
  count(*) FILTER (kind = 'sp_fee') AS sp_fee,
  count(*) FILTER (kind = 'sp_fee' AND unused IS NULL) AS sp_unused_missing,
  count(*) FILTER (kind = 'ri_covered') AS ri_covered,
  count(*) FILTER (kind = 'ri_covered' AND ri_share IS NULL) AS ri_share_missing,
  count(*) FILTER (kind = 'ri_fee') AS ri_fee,
  count(*) FILTER (kind LIKE 'sp\_%' ESCAPE '\' AND commitment IS NULL) AS sp_unnamed,
  count(*) FILTER (kind IN ('ri_covered', 'ri_fee') AND commitment IS NULL) AS ri_unnamed,
  count(*) FILTER (kind NOT IN ('split') AND cost IS NULL) AS unreadable,
  count(*) FILTER (kind = 'usage' AND resource_id IS NOT NULL) AS with_resource,
  count(*) FILTER (is_bedrock AND kind = 'usage' AND lower(usage_type) LIKE '%token%' AND token_meter IS NOT NULL
    AND token_factor IS NULL) AS token_unit_unknown,
  coalesce(sum(split_cost) FILTER (kind = 'split'), 0) AS split_cost
FROM costed
LEFT JOIN token_kinds ON token_kinds.token_key = CASE
  WHEN costed.is_bedrock THEN concat_ws(chr(31), costed.usage_type, costed.unit, costed.product_name) END
