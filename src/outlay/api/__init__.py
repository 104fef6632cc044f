"""REST under /api/v1 with OpenAPI, problem documents and the web pages: a thin edge over `jobs.Workspace`.

Read `app.create_app`; each route file is named after its concept. May import everything but the command line.
"""

from outlay.api.app import create_app
from outlay.api.server import ServeOptions, serve

__all__ = ["ServeOptions", "create_app", "serve"]
