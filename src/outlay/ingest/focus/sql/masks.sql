-- How many rows each set of rules rewrote.
SELECT x_rules, count(*) FROM staged WHERE x_fault IS NULL GROUP BY x_rules
