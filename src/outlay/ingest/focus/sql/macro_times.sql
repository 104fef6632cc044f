-- A unit price times a quantity, exact; null where 128 bits cannot hold the product.
CREATE OR REPLACE TEMP MACRO times(price, quantity) AS CASE
  WHEN abs(price) < 10000000000 AND abs(quantity) < 10000000000000
    AND CAST(abs(price) AS DOUBLE) * CAST(abs(quantity) AS DOUBLE) < 100000000000000
    THEN money_times(price, quantity)
END
