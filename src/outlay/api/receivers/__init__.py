"""Receivers of telemetry: they read a body, see that it can be read, and answer once the journal has it on disk.

What the records mean is decided later, by the decoder. Read `telemetry.receive` first.
"""

from outlay.api.receivers.mounting import add_receivers

__all__ = ["add_receivers"]
