-- The pairs of service category and subcategory that occur.
SELECT ServiceCategory, ServiceSubcategory, count(*) FROM good WHERE ServiceSubcategory IS NOT NULL GROUP BY ALL ORDER BY ALL
