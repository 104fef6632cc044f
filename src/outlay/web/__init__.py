"""Serves the built web pages; their source is in `ui/`. Any path that is not a file is the page itself.

May import nothing but the web framework. Read `mount_pages`.
"""

from outlay.web.pages import mount_pages

__all__ = ["mount_pages"]
