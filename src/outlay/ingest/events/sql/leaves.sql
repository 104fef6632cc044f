-- Turns counts of either convention into disjoint leaves; a contradiction is flagged and read as disjoint, never clipped.
CREATE OR REPLACE TEMP VIEW leaves AS
WITH parts AS (
  SELECT
    *,
    coalesce(cache_write_5m_tokens, 0)
      + greatest(coalesce(cache_write_tokens, 0)
        - coalesce(cache_write_5m_tokens, 0) - coalesce(cache_write_1h_tokens, 0), 0) AS write_5m,
    coalesce(cache_write_1h_tokens, 0) AS write_1h,
    coalesce(cache_read_tokens, 0) AS read,
    coalesce(input_tokens, cache_read_tokens, cache_write_tokens, cache_write_5m_tokens,
      cache_write_1h_tokens, output_tokens, reasoning_tokens) IS NOT NULL AS has_usage
  FROM typed
  WHERE ts IS NOT NULL AND usage_convention IN ('inclusive', 'disjoint')
), judged AS (
  SELECT
    *,
    usage_convention = 'inclusive' AND read + write_5m + write_1h > coalesce(input_tokens, 0) AS cache_above_input,
    coalesce(reasoning_tokens, 0) > coalesce(output_tokens, 0) AS reasoning_above_output
  FROM parts
)
SELECT
  * EXCLUDE (read, write_5m, write_1h, problems, stated_cost),
  stated_cost,
  CASE WHEN has_usage THEN
    coalesce(input_tokens, 0)
      - CASE WHEN usage_convention = 'inclusive' AND NOT cache_above_input THEN read + write_5m + write_1h ELSE 0 END
  END AS input,
  CASE WHEN has_usage THEN read END AS cache_read,
  CASE WHEN has_usage THEN write_5m END AS cache_write_5m,
  CASE WHEN has_usage THEN write_1h END AS cache_write_1h,
  CASE WHEN has_usage THEN
    coalesce(output_tokens, 0) + CASE WHEN reasoning_above_output THEN coalesce(reasoning_tokens, 0) ELSE 0 END
  END AS output,
  CASE WHEN has_usage THEN coalesce(reasoning_tokens, 0) END AS reasoning,
  cache_above_input OR reasoning_above_output OR problems LIKE '%_tokens%' AS contradiction,
  nullif(concat_ws(',',
    nullif(problems, ''),
    CASE WHEN cache_above_input THEN 'contradiction:cache_above_input' END,
    CASE WHEN reasoning_above_output THEN 'contradiction:reasoning_above_output' END), '') AS usage_flags
FROM judged
