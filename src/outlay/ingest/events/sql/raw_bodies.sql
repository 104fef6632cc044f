-- Raw provider bodies of rows that give no count themselves.
SELECT _file, _row, nullif(CAST(provider AS VARCHAR), ''), CAST(raw_usage AS VARCHAR)
FROM mapped
WHERE nullif(CAST(raw_usage AS VARCHAR), '') IS NOT NULL
  AND coalesce(CAST(input_tokens AS VARCHAR), CAST(output_tokens AS VARCHAR), CAST(cache_read_tokens AS VARCHAR),
    CAST(cache_write_tokens AS VARCHAR), CAST(cache_write_5m_tokens AS VARCHAR),
    CAST(cache_write_1h_tokens AS VARCHAR), CAST(reasoning_tokens AS VARCHAR), CAST(units AS VARCHAR), '') = ''
