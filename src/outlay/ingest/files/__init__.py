"""Files: where bills lie (folders, `s3://`, `gs://`, `az://`) and which of them make one complete delivery.

Publishers write a month into several files, again and again, and say in a manifest when it is whole. May import core.
A newcomer reads `deliveries.find_deliveries`, then `places.open_place`.
"""

from outlay.ingest.files.deliveries import find_deliveries
from outlay.ingest.files.model import Delivery, Found, Waiting
from outlay.ingest.files.places import Place, is_place, open_place

__all__ = ["Delivery", "Found", "Place", "Waiting", "find_deliveries", "is_place", "open_place"]
