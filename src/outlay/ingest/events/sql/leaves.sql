-- Turns counts of either convention into disjoint leaves; a contradiction is flagged and read as disjoint, never clipped.
CREATE OR REPLACE TEMP VIEW leaves AS
WITH parts AS (
  SELECT
    *,
    coalesce(cache_write_5m_tokens, 0) + coalesce(cache_write_1h_tokens, 0) AS split_write,
    coalesce(cache_write_1h_tokens, 0) AS write_1h,
    coalesce(cache_read_tokens, 0) AS read,
    coalesce(output_tokens, 0) AS seen,
    coalesce(reasoning_tokens, 0) AS thought,
    usage_convention = 'inclusive' AS is_inclusive,
    coalesce(input_tokens, cache_read_tokens, cache_write_tokens, cache_write_5m_tokens,
      cache_write_1h_tokens, output_tokens, reasoning_tokens) IS NOT NULL AS has_usage,
    coalesce(stated_total, CASE WHEN coalesce(stated_input, stated_output) IS NOT NULL
      THEN coalesce(stated_input, 0) + coalesce(stated_output, 0) END) AS said
  FROM typed
  WHERE ts IS NOT NULL AND usage_convention IN ('inclusive', 'disjoint')
), written AS (
  SELECT *, read + greatest(coalesce(cache_write_tokens, 0), split_write) AS cached
  FROM parts
), read_in AS (
  SELECT
    *,
    coalesce(is_inclusive AND cached > input_tokens, false) AS cache_above_input,
    coalesce(input_tokens, 0)
      - CASE WHEN is_inclusive AND cached <= input_tokens THEN cached ELSE 0 END AS uncached
  FROM written
), read_out AS (
  SELECT
    *,
    seen + CASE WHEN thought > seen OR (NOT is_inclusive AND REASONING_IS_BESIDE) THEN thought ELSE 0 END
      AS whole_output
  FROM read_in
), held AS (
  SELECT *, uncached + cached + whole_output AS held
  FROM read_out
), flagged AS (
  SELECT
    *,
    -- what a gateway or tool that knows no price writes beside tokens
    coalesce(said = 0 AND stated_by = 'gateway' AND held > 0, false) AS says_nothing,
    concat_ws(',',
      nullif(problems, ''),
      CASE WHEN cache_write_tokens <> split_write
          AND (cache_write_5m_tokens IS NOT NULL OR cache_write_tokens < cache_write_1h_tokens)
        THEN 'cache_write_split' END,
      CASE WHEN is_inclusive AND input_tokens IS NULL AND cached > 0 THEN 'input_missing' END,
      CASE
        WHEN NOT cache_above_input THEN NULL
        WHEN uncached + cached + seen = total_tokens THEN 'convention_corrected'
        ELSE 'contradiction:cache_above_input' END,
      CASE
        WHEN NOT is_inclusive OR thought <= seen THEN NULL
        WHEN held = total_tokens THEN 'convention_corrected'
        ELSE 'contradiction:reasoning_above_output' END,
      CASE
        WHEN NOT has_usage OR total_tokens IS NULL OR held = total_tokens THEN NULL
        WHEN held > total_tokens THEN 'buckets_exceed_total'
        ELSE concat('unexplained_tokens:', total_tokens - held) END,
      CASE WHEN probability IS NOT NULL THEN concat('sampled:', probability) END) AS all_flags
  FROM held
)
SELECT
  _file, _row, ts, source, source_kind, coalesce(source_id, response_id) AS source_id, response_id, version,
  trace_id, span_id, parent_span_id, role, processing, speed, units, probability,
  customer, "user", session, status, latency_ms,
  KEY_NAMES,
  CASE WHEN has_usage THEN scaled(uncached, probability) END AS input,
  CASE WHEN has_usage THEN scaled(read, probability) END AS cache_read,
  CASE WHEN has_usage THEN scaled(cached - read - write_1h, probability) END AS cache_write_5m,
  CASE WHEN has_usage THEN scaled(write_1h, probability) END AS cache_write_1h,
  CASE WHEN has_usage THEN scaled(whole_output, probability) END AS output,
  CASE WHEN has_usage THEN scaled(thought, probability) END AS reasoning,
  CASE WHEN NOT says_nothing THEN scaled_money(said, probability) END AS stated_cost,
  CASE WHEN NOT says_nothing THEN scaled_money(stated_input, probability) END AS stated_input,
  CASE WHEN NOT says_nothing THEN scaled_money(stated_output, probability) END AS stated_output,
  CASE WHEN NOT says_nothing AND said IS NOT NULL THEN stated_by END AS stated_by,
  scaled(1, probability) AS requests,
  nullif(all_flags, '') AS usage_flags
FROM flagged
