-- Files that hold exactly the same charges, whatever their format and the order of their rows
SELECT list(file_id ORDER BY file_id) AS files, rows
FROM (
  SELECT file_id, count(*) AS rows, bit_xor(hash(h_content)) AS content, sum(hash(h_content)::UHUGEINT) AS weight
  FROM good
  GROUP BY file_id
)
GROUP BY rows, content, weight
HAVING count(*) > 1
ORDER BY ALL
LIMIT 1
