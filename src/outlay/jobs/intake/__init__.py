"""The intake of telemetry: a journal that acknowledges, a decoder process, and the thread that loads what it made.

A record is acknowledged when the journal has it on disk. The decoder, a spawned process, turns the journal's next
records into rated rows; the owner's thread loads rows, counts and the journal's position in one transaction, so that
every record becomes exactly one thing however often either process dies. Read `service.Intake` first.
"""

from outlay.jobs.intake.service import Intake

__all__ = ["Intake"]
