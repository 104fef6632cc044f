"""Seats of products: who holds one, in which team, and when it was last used. Snapshots by day.

May import store, facts and core. A newcomer reads `service.import_seats`, then `recording.record_seats`.
"""

from outlay.ingest.seats.employees import Employees, load_employees
from outlay.ingest.seats.recording import record_seats
from outlay.ingest.seats.service import import_seats

__all__ = ["Employees", "import_seats", "load_employees", "record_seats"]
