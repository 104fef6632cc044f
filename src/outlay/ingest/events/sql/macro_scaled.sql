-- A count of sampled requests as that of all: divided by the probability, rounded half-even.
CREATE OR REPLACE TEMP MACRO scaled(n, p) AS CASE
  WHEN p IS NULL THEN n
  ELSE CAST(half_even(CAST(n AS HUGEINT) * 1000000000, CAST(round(p * 1000000000) AS HUGEINT)) AS BIGINT)
END
