"""Brings bills, requests and values in: read by content, normalised, checked, and swapped in whole.

May import store, facts and core; prices and exchange rates are handed in as callables.
Start with `focus.import_focus` for bills and `events.import_events` for requests.
"""
