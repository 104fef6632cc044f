-- A product with 24 decimals, as an integer, rounded half-even to units of 1e-12.
CREATE OR REPLACE TEMP MACRO scaled(p) AS
  p // 1000000000000::HUGEINT
  + CASE
      WHEN 2 * abs(p % 1000000000000::HUGEINT) > 1000000000000::HUGEINT
        OR (2 * abs(p % 1000000000000::HUGEINT) = 1000000000000::HUGEINT
            AND (p // 1000000000000::HUGEINT) % 2 <> 0)
        THEN sign(p)::HUGEINT
      ELSE 0::HUGEINT
    END
