-- How many rows a marketplace seller serves.
SELECT count(*) FROM good JOIN tag_ids USING (h_tags) JOIN sku_ids USING (h_sku)
JOIN keyed USING (h_tuple, tag_id, sku_id) WHERE keyed.service_provider IS NOT NULL
