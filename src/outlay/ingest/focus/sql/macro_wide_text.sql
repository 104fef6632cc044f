-- A number with 26 decimals as text, from forms such as `$50,000.00 `, `(12.50)` and `1.5E-7`; null if it is none.
CREATE OR REPLACE TEMP MACRO wide_text(x) AS CAST(try_cast(
  CASE
    WHEN contains(x, '_') THEN NULL
    WHEN regexp_full_match(x, '\s*\(\s*[$€£¥]?\s*(\d+|\d{1,3}(,\d{3})+)(\.\d*)?\s*\)\s*')
      THEN '-' || regexp_replace(x, '[^0-9.]', '', 'g')
    WHEN regexp_full_match(x, '\s*[-+]?\s*[$€£¥]?\s*[-+]?(\d+|\d{1,3}(,\d{3})+)(\.\d*)?\s*[$€£¥]?\s*')
      THEN regexp_replace(x, '[^-0-9.]', '', 'g')
    ELSE x
  END AS DECIMAL(38, 26)) AS VARCHAR)
