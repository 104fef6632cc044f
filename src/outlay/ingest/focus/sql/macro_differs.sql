-- Whether two amounts differ by more than rounded prices explain: a millionth of a unit and a thousandth of the amount.
CREATE OR REPLACE TEMP MACRO differs(x, y) AS
  abs(x - y) > 0.000001 AND abs(x - y) * 1000 > greatest(abs(x), abs(y))
