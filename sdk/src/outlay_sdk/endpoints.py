"""The name of the endpoint that a web request asked for: the framework's route, else the path without its ids."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Any

_IDS = re.compile(
    r"\d+"  # a number
    r"|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"  # a UUID
    r"|[0-9a-fA-F]{12,}"  # a hash
    r"|[0-9A-HJKMNP-TV-Z]{26}"  # a ULID
    r"|[A-Za-z]{1,12}_(?=[^_]*\d)[A-Za-z0-9]{8,}"  # cus_1A2b3C4d
    r"|(?=[A-Za-z0-9_-]*\d[A-Za-z0-9_-]*\d)(?=[A-Za-z0-9_-]*[A-Za-z])[A-Za-z0-9_-]{20,}"  # other long keys
    r"|[^@/]+@[^@/]+"  # an address
)
LONGEST_PATH = 8
"""Segments that are kept: what a scanner asks for must not become a thousand endpoints."""


@functools.lru_cache(maxsize=2048)
def fold_path(method: str, path: str) -> str:
    """The method and the path with `{id}` in place of each id: `GET /orders/{id}`."""
    parts = ["{id}" if _IDS.fullmatch(part) else part for part in path.split("/")]
    if len(parts) > LONGEST_PATH:
        parts = [*parts[:LONGEST_PATH], "…"]
    return f"{method} {'/'.join(parts) or '/'}"[:256]


def endpoint_of_scope(scope: Mapping[str, Any]) -> str:
    """The endpoint of an ASGI request: by its route, once the framework has found it."""
    method = str(scope.get("method", "GET"))
    template = _template_of(scope)
    if template is None:
        return fold_path(method, str(scope.get("path", "/")))
    return f"{method} {_mount_of(scope, template)}{template}"


def _template_of(scope: Mapping[str, Any]) -> str | None:
    route = scope.get("route")
    told = scope.get("fastapi")
    if isinstance(told, Mapping):  # newer FastAPI keeps the prefix of an included router here
        route = told.get("effective_route_context") or route
    template = getattr(route, "path_format", None) or getattr(route, "path", None)
    return template if isinstance(template, str) and template else None


def _mount_of(scope: Mapping[str, Any], template: str) -> str:
    """The path under which the application with the route is mounted, with names in place of what fills them."""
    if "app_root_path" not in scope:
        return ""
    path = str(scope.get("root_path", ""))[len(str(scope["app_root_path"])) :]
    filled = {str(value): name for name, value in scope.get("path_params", {}).items() if f"{{{name}}}" not in template}
    return "/".join(f"{{{filled[part]}}}" if part in filled else part for part in path.split("/"))


def endpoint_of_environ(environ: Mapping[str, Any]) -> str:
    """The endpoint of a WSGI request: by its route, once the framework (Flask) has found it."""
    method = str(environ.get("REQUEST_METHOD", "GET"))
    rule = getattr(getattr(environ.get("werkzeug.request"), "url_rule", None), "rule", None)
    if isinstance(rule, str) and rule:
        return f"{method} {rule}"
    return fold_path(method, f"{environ.get('SCRIPT_NAME', '')}{environ.get('PATH_INFO', '') or '/'}")
