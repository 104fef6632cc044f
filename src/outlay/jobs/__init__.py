"""Wires the steps together: a workspace is the store, the settings and everything that can be done with them.

Imports every concept below it; the edges (cli, api) import nothing else. Read `workspace.Workspace`.
"""

from outlay.jobs.workspace import Workspace, open_workspace

__all__ = ["Workspace", "open_workspace"]
