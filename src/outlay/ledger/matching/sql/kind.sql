-- Whether a bill has a charge for tokens that is longer than a day, and whether its provider reports usage
SELECT statement, is_monthly, is_counted FROM level
