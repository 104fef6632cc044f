"""Refuse binary floats for money: `float(cost)`, `price = float(text)`, `amount: float`.

A line that must have one, such as a logarithm for a histogram, ends with `# float: REASON`.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src" / "outlay"
MONEY = re.compile(r"(^|_)(cost|costs|price|prices|amount|amounts)($|_)", re.IGNORECASE)
REASON = re.compile(r"# float: \S")


def names_in(node: ast.AST | None) -> Iterator[str]:
    """The names and string keys that a piece of code speaks of."""
    for child in ast.walk(node) if node else ():
        match child:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Constant(value=str(name)):
                yield name


def is_money(node: ast.AST | None) -> bool:
    return any(is_money_name(name) for name in names_in(node))


def is_money_name(name: str | None) -> bool:
    return bool(name and MONEY.search(name))


def is_float(annotation: ast.AST | None) -> bool:
    found = ast.walk(annotation) if annotation else ()
    return any(isinstance(node, ast.Name) and node.id == "float" for node in found)


def calls_float(value: ast.AST | None) -> bool:
    found = ast.walk(value) if value else ()
    return any(isinstance(node, ast.Call) and is_float(node.func) for node in found)


def is_breach(node: ast.AST) -> bool:
    breach = False
    match node:
        case ast.Call(func=ast.Name(id="float"), args=arguments):
            breach = any(is_money(argument) for argument in arguments)
        case ast.Assign(targets=targets, value=value):
            breach = calls_float(value) and any(is_money(target) for target in targets)
        case ast.AnnAssign(target=target, annotation=annotation, value=value):
            breach = is_money(target) and (is_float(annotation) or calls_float(value))
        case ast.keyword(arg=name, value=value):
            breach = is_money_name(name) and calls_float(value)
        case ast.arg(arg=name, annotation=annotation):
            breach = is_money_name(name) and is_float(annotation)
        case ast.FunctionDef(name=name, returns=annotation) | ast.AsyncFunctionDef(name=name, returns=annotation):
            breach = is_money_name(name) and is_float(annotation)
    return breach


def find_breaches(text: str) -> list[int]:
    """The numbers of the lines that put money into a float."""
    lines = text.splitlines()
    found = {getattr(node, "lineno", 0) for node in ast.walk(ast.parse(text)) if is_breach(node)}
    return sorted(number for number in found if not REASON.search(lines[number - 1]))


def main() -> int:
    count = 0
    for path in sorted(SOURCE.rglob("*.py")):
        for number in find_breaches(path.read_text(encoding="utf-8")):
            count += 1
            place = path.relative_to(SOURCE.parent.parent)
            print(f"{place}:{number} money in a float; use Decimal", file=sys.stderr)
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
