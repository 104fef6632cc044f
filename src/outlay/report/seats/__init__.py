"""Seats: bought by contract, assigned to people, used by them; what nobody uses, and what that costs a month.

`holders` reads who holds seats, `purchases` how many were bought, `service` puts them side by side. May import ledger,
pricing, ingest, store, facts and core. A newcomer reads `service.compute_seats`.
"""

from outlay.report.seats.holders import load_seats
from outlay.report.seats.model import SeatReport, SeatRow
from outlay.report.seats.service import compute_seats

__all__ = ["SeatReport", "SeatRow", "compute_seats", "load_seats"]
