-- Bills with a charge for tokens that is longer than a day
SELECT statement FROM level WHERE is_monthly
