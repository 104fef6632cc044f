-- Files that hold exactly the same charges, whatever their format and the order of their rows;
-- `is_varied` is false where each of their rows is the same charge
SELECT list(file_id ORDER BY file_id) AS files, rows, bool_or(is_varied) AS is_varied
FROM (
  SELECT
    file_id,
    count(*) AS rows,
    bit_xor(hash(h_content)) AS content,
    sum(hash(h_content)::UHUGEINT) AS weight,
    min(h_content) <> max(h_content) AS is_varied
  FROM good
  GROUP BY file_id
)
GROUP BY rows, content, weight
HAVING count(*) > 1
ORDER BY ALL
