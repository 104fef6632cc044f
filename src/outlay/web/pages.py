"""The built pages as static files, with the one HTML document for every page's path."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import Scope

_FOREVER: Final = "public, max-age=31536000, immutable"
_NOT_FOUND: Final = 404


class _Pages(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file, else the document that draws every page."""
        if path.startswith("api/"):
            raise HTTPException(_NOT_FOUND, detail=f"there is no /{path}")
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != _NOT_FOUND or path.startswith("assets/"):
                raise
            response = FileResponse(Path(str(self.directory)) / "index.html")
        response.headers["cache-control"] = _FOREVER if path.startswith("assets/") else "no-cache"
        return response


def mount_pages(app: FastAPI) -> None:
    """Serve the pages at `/`; without a build, say how to make one."""
    folder = Path(str(files("outlay.web") / "static"))
    if (folder / "index.html").is_file():
        app.mount("/", _Pages(directory=folder, html=True), name="pages")
        return

    @app.get("/", include_in_schema=False)
    def say_missing() -> Response:
        return PlainTextResponse("The web pages are not built: run `make ui`.", status_code=503)
