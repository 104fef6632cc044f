-- How many tokens a unit of quantity is, such as 1000 of `1K tokens`; null where it is no unit of tokens.
CREATE OR REPLACE TEMP MACRO token_block(unit) AS CASE
  WHEN unit IS NULL OR unit NOT ILIKE '%token_' AND unit NOT ILIKE '%token' THEN NULL
  ELSE CASE lower(regexp_replace(unit, '[ ,]', '', 'g'))
    WHEN 'token' THEN 1 WHEN 'tokens' THEN 1
    WHEN '1ktokens' THEN 1000 WHEN 'ktokens' THEN 1000 WHEN '1000tokens' THEN 1000
    WHEN '1mtokens' THEN 1000000 WHEN 'mtokens' THEN 1000000 WHEN '1000000tokens' THEN 1000000
  END
END
