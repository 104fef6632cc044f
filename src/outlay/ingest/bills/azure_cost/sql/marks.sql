-- What each file shows of its view: unused parts and covered usage that costs are amortised, commitments bought are not.
SELECT
  _file AS file,
  count(*) FILTER (kind IN ('unusedreservation', 'unusedsavingsplan') OR (kind = 'usage' AND is_covered AND c_cost <> 0))
    AS amortised,
  count(*) FILTER (
    (kind IN ('purchase', 'refund') AND benefit_category IS NOT NULL) OR (kind = 'usage' AND is_covered AND c_cost = 0)
  ) AS actual,
  CAST(sum(CAST(hash(content) AS HUGEINT)) AS VARCHAR) || '/' || count(*) AS content
FROM (SELECT *, concat_ws(chr(31), *COLUMNS(lines.* EXCLUDE (_file, _row))) AS content FROM lines)
GROUP BY _file
ORDER BY _file
