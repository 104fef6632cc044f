-- The lines taken, with what the meter of a model's tokens says where it can be read one way only.
CREATE OR REPLACE TEMP VIEW metered AS
SELECT
  *,
  CASE
    WHEN NOT is_token_meter OR kind <> 'usage' THEN NULL
    WHEN is_input AND NOT is_output AND is_cache_write THEN 'Cache Write Input Tokens'
    WHEN is_input AND NOT is_output AND is_cached THEN 'Cache Read Input Tokens'
    WHEN is_input AND NOT is_output THEN 'Input Tokens'
    WHEN is_output AND NOT is_input AND NOT is_cached THEN 'Output Tokens'
  END AS token_meter,
  nullif(regexp_replace(lower(trim(regexp_extract(
    MeterName, '^(.*?)[\s-]+(?:cached|cchd|cch|cd|batch|btch|data|dz|txt|rg)?[\s-]*(?:cached|cchd|cch|cd|batch)?[\s-]*(?:inp|inpt|input|outp|outpt|output|opt|out)\b',
    1, 'i'))), '[\s]+', '-', 'g'), '') AS meter_model
FROM (
  SELECT
    *,
    is_ai_meter AND NOT regexp_matches(MeterName, '\b(provisioned|ptu|hosting|training|images?|session|storage|search)\b', 'i')
      AND regexp_matches(UnitOfMeasure || ' ' || coalesce(MeterName, ''), '\d\s?[KM]\b|token', 'i') AS is_token_meter,
    regexp_matches(MeterName, '\b(inp|inpt|input)\b', 'i') AS is_input,
    regexp_matches(MeterName, '\b(outp|outpt|output|opt|out)\b', 'i') AS is_output,
    regexp_matches(MeterName, '\b(cached|cchd|cch|cd)\b', 'i') AS is_cached,
    regexp_matches(MeterName, '\bcache\s*(wr|write|writes)\b', 'i') AS is_cache_write
  FROM (
    SELECT
      *,
      MeterCategory ILIKE 'azure openai%' OR MeterCategory ILIKE 'foundry models%'
        OR (MeterCategory ILIKE 'cognitive services%'
          AND concat_ws(' ', MeterSubCategory, MeterName, Product) ILIKE '%openai%') IS TRUE AS is_ai_meter
    FROM taken
  )
)
