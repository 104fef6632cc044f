-- Whole units of 1e-12 as the amount that they are.
CREATE OR REPLACE TEMP MACRO exact(x) AS units_money(CAST(x AS HUGEINT))
