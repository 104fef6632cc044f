-- A number without currency sign, thousands separators, accounting parentheses and blanks; null where it is none.
CREATE OR REPLACE TEMP MACRO undecorated(x) AS CASE
  WHEN regexp_full_match(x, '\s*\(\s*[$€£¥]?\s*(\d+|\d{1,3}(,\d{3})+)(\.\d*)?\s*\)\s*')
    THEN '-' || regexp_replace(x, '[^0-9.]', '', 'g')
  WHEN regexp_full_match(x, '\s*[-+]?\s*[$€£¥]?\s*(\d+|\d{1,3}(,\d{3})+)(\.\d*)?\s*[$€£¥]?\s*')
    THEN regexp_replace(x, '[^-0-9.]', '', 'g')
END
