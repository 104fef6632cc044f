"""Money, time, ids, errors and settings: what every other concept stands on.

Imports nothing of Outlay and nothing of the domain. Start with `money.Money` and `errors.OutlayError`.
"""
