-- Part `i` (from 0) of units split in `n` equal parts; what is left over goes to the first parts, one unit each.
CREATE OR REPLACE TEMP MACRO share(whole, n, i) AS
  whole // n + CASE WHEN i < abs(whole % n) THEN sign(whole)::HUGEINT ELSE 0::HUGEINT END
