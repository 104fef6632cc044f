-- Customers in the order of their names
CREATE OR REPLACE TABLE customer_name AS
SELECT row_number() OVER (ORDER BY customer NULLS FIRST) AS target, customer
FROM (SELECT DISTINCT customer FROM customers_in)
