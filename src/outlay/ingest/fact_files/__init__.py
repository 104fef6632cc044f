"""Small files of facts that people keep or tools export: invoices, commitments, payments, seats.

`lines` reads CSV, JSON lines, Parquet and YAML into rows of text; `cells` takes days, periods and amounts from them
strictly, `statement_cells` as banks and tools write them. May import store and core. Read `lines.load_lines` first.
"""
