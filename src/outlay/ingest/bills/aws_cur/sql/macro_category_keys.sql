-- The members of the map of cost categories, marked as what they are.
CREATE OR REPLACE TEMP MACRO category_keys(x) AS
  regexp_replace(trim(trim(x), '{}'), '"((?:[^"\\]|\\.)*)"\s*:', '"costCategory:\1":', 'g')
