"""Row types, the catalog of dimensions and metrics, and the query model. No IO.

`tables.TABLES` is the shape of everything stored, `catalog.CATALOG` the vocabulary of every question,
`query.Query` the one analytical interface. Read `catalog` first.
"""
