-- A unit price times a quantity, exact; null where it is beyond what can be held.
CREATE OR REPLACE TEMP MACRO times(price, quantity) AS TRY(money_times(price, quantity))
