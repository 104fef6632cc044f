-- An amount in units of 1e-12.
CREATE OR REPLACE TEMP MACRO units(amount) AS CAST(amount * 1000000000000::DECIMAL(13, 0) AS HUGEINT)
