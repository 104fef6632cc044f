"""The sample company's bills: one module per biller, each a list of FOCUS charges.

`focus_file.write_bills` writes them, a backfill and a file a month; `charge.Charge` is one row. May
import the sample's world and core. Read `cloud.py` first: most billers are a list of its lines.
"""
