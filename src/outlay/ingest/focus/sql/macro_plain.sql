-- A plain number's exact value.
CREATE OR REPLACE TEMP MACRO plain(x) AS CASE WHEN is_plain(x) THEN try_cast(x AS DECIMAL(38, 12)) END
