-- Whether reading an amount dropped decimals beyond the twelfth.
CREATE OR REPLACE TEMP MACRO was_rounded(x) AS
  coalesce(CASE WHEN NOT is_plain(x) THEN right(wide_text(x), 14) <> '00000000000000' END, false)
