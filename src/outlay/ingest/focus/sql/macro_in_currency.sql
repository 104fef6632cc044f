-- An amount at a rate, rounded half-even to 1e-12; a rate of 1 changes nothing.
CREATE OR REPLACE TEMP MACRO in_currency(x, rate) AS CASE WHEN rate = 1 THEN x ELSE money_times(x, rate) END
