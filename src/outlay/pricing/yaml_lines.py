"""YAML whose every value remembers its line and keeps its text: numbers are never read as floats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

import yaml


class LineError(ValueError):
    """Something is wrong on a line."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True, slots=True)
class Entry:
    """One value with its line."""

    node: yaml.Node
    name: str = "the file"

    @property
    def line(self) -> int:
        """Counted from 1."""
        return self.node.start_mark.line + 1

    def fail(self, message: str) -> NoReturn:
        """Complain about this line."""
        raise LineError(message, self.line)

    def text(self) -> str:
        """A scalar, as it was written."""
        if not isinstance(self.node, yaml.ScalarNode):
            self.fail(f"{self.name} must be one value")
        return str(self.node.value)

    def items(self) -> list[Entry]:
        """The elements of a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            self.fail(f"{self.name} must be a list")
        return [Entry(node, f"an element of {self.name}") for node in self.node.value]

    def pairs(self) -> list[tuple[str, Entry]]:
        """The names and values of a mapping."""
        if not isinstance(self.node, yaml.MappingNode):
            self.fail(f"{self.name} must be written as `name: value`")
        found: dict[str, Entry] = {}
        for key, value in self.node.value:
            name = Entry(key).text()
            if name in found:
                raise LineError(f"{name} is given twice", key.start_mark.line + 1)
            found[name] = Entry(value, name)
        return list(found.items())

    def get(self, name: str) -> Entry | None:
        """A value of a mapping, or None."""
        return dict(self.pairs()).get(name)

    def need(self, name: str) -> Entry:
        """A value that must be there."""
        found = self.get(name)
        if found is None:
            self.fail(f"`{name}` is missing")
        return found

    def allow(self, *names: str) -> None:
        """Refuse names that mean nothing here."""
        for name, value in self.pairs():
            if name not in names:
                value.fail(f"{name!r} means nothing here; known: {', '.join(names)}")


def read_entry(node: yaml.Node | None) -> Entry:
    """The root of a document."""
    if node is None:
        message = "the file is empty"
        raise LineError(message, 1)
    return Entry(node)
