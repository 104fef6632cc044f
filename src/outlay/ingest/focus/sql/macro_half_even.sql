-- A number's text with 26 decimals as DECIMAL(38,12), rounded half-even.
CREATE OR REPLACE TEMP MACRO half_even(t) AS
  CAST(left(t, -14) AS DECIMAL(38, 12))
  + CASE
      WHEN right(t, 14) > '50000000000000'
        OR (right(t, 14) = '50000000000000' AND substr(t, strlen(t) - 14, 1) IN ('1', '3', '5', '7', '9'))
        THEN CASE WHEN starts_with(t, '-') THEN -0.000000000001 ELSE 0.000000000001 END
      ELSE 0.000000000000
    END
