-- The resource that a SKU's description in lower case names, such as `n2 cpu`, in fees of commitments and in usage alike.
CREATE OR REPLACE TEMP MACRO resource(x) AS CASE
  WHEN regexp_matches(x, '\bgpu\b') THEN regexp_extract(x, '^(?:commitment v\d+: *)?(?:nvidia )?(.*?\bgpu\b)', 1)
  WHEN regexp_matches(x, '\blocal ssd\b|ssd backed local storage') THEN 'local ssd'
  ELSE coalesce(
      nullif(regexp_extract(regexp_replace(x, '^commitment v\d+: *| (running )?in .*$', '', 'g'), '\b[a-z]\d+[a-z]{0,2}\b'), ''),
      CASE WHEN regexp_matches(x, '\bcompute[ -]optimized\b') THEN 'c2'
        WHEN regexp_matches(x, '\bmemory[ -]optimized\b') THEN 'm1' ELSE 'n1' END)
    || CASE WHEN regexp_matches(x, '\b(cpu|core)\b') THEN ' cpu' WHEN regexp_matches(x, '\b(ram|memory)\b') THEN ' ram' END
END
