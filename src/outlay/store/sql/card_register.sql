-- Keeps price cards that are used for the first time.
INSERT INTO price_card BY NAME
SELECT used_card.*, CAST($now AS TIMESTAMP) AS first_used
FROM used_card
ANTI JOIN price_card ON price_card.card_id = used_card.card_id
