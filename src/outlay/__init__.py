"""Outlay: all technology spend and every inference in one ledger that adds up to the bills.

Read `outlay.facts` first: its tables and its catalog are the vocabulary of everything else.
"""

__version__ = "0.1.0"
