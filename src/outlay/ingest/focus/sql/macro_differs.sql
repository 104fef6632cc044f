-- Whether an amount is not price times quantity, by more than a millionth of a unit and a thousandth of the amount.
-- In doubles: with such a tolerance an exact product of 128 bits would tell the same and take twenty times as long.
CREATE OR REPLACE TEMP MACRO differs(price, quantity, amount) AS
  abs(CAST(price AS DOUBLE) * CAST(quantity AS DOUBLE) - CAST(amount AS DOUBLE))
    > greatest(0.000001, 0.001 * greatest(
      abs(CAST(price AS DOUBLE) * CAST(quantity AS DOUBLE)), abs(CAST(amount AS DOUBLE))))
