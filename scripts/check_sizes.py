"""Report the sizes of files and functions, and fail where one exceeds its limit.

The limits are the project's house rules; the habit behind them is to split by meaning, not by length.
"""

from __future__ import annotations

import ast
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "outlay"

FILE_LIMIT, FILE_P90_LIMIT, FILE_MEDIAN_LIMIT = 400, 280, 120
TEST_FILE_LIMIT = 500
FUNCTION_LIMIT, FUNCTION_MEDIAN_LIMIT = 50, 10
NESTING_LIMIT = 3
PUBLIC_NAMES_LIMIT = 15
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers"}

EXEMPT = ("src/outlay/store/migrations/", "ui/src/api/schema", "ui/src/generated/", "ui/src/routeTree.gen")
"""Generated and data files, by the start of their path."""

BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.TryStar, ast.Match)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    place: str
    lines: int
    nesting: int


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def find_files(folder: Path, *patterns: str) -> list[Path]:
    found = (path for pattern in patterns for path in folder.rglob(pattern))
    return sorted(path for path in found if "node_modules" not in path.parts and not relative(path).startswith(EXEMPT))


def count_lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def measure_nesting(node: ast.AST, depth: int = 0) -> int:
    """The deepest nesting of blocks below a node; an elif is no level of its own."""
    deepest = depth
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FUNCTIONS):
            continue
        is_elif = isinstance(node, ast.If) and isinstance(child, ast.If) and node.orelse == [child]
        deeper = isinstance(child, BLOCKS) and not is_elif
        deepest = max(deepest, measure_nesting(child, depth + deeper))
    return deepest


def find_functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, FUNCTIONS):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            place = f"{relative(path)}:{node.lineno} {node.name}"
            yield Function(place=place, lines=lines, nesting=measure_nesting(node))


def count_public_names(path: Path) -> int:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        is_all = isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets
        )
        if is_all and isinstance(node, ast.Assign) and isinstance(node.value, ast.List | ast.Tuple):
            return len(node.value.elts)
    return 0


def check_files(sources: list[Path]) -> Iterator[str]:
    pages = find_files(ROOT / "ui" / "src", "*.ts", "*.tsx", "*.css")
    statements = find_files(SOURCE, "*.sql")
    for path in [*sources, *pages, *statements]:
        if (lines := count_lines(path)) > FILE_LIMIT:
            yield f"{relative(path)} has {lines} lines; at most {FILE_LIMIT}"
    for path in find_files(ROOT / "tests", "*.py"):
        if (lines := count_lines(path)) > TEST_FILE_LIMIT:
            yield f"{relative(path)} has {lines} lines; a test file has at most {TEST_FILE_LIMIT}"
    for path in sources:
        if path.stem.strip("_") in VAGUE_NAMES or path.parent.name in VAGUE_NAMES:
            yield f"{relative(path)} has a name that says nothing; name the concept it belongs to"
    for path in sorted(SOURCE.glob("*/__init__.py")):
        if (names := count_public_names(path)) > PUBLIC_NAMES_LIMIT:
            yield f"{relative(path)} exports {names} names; at most {PUBLIC_NAMES_LIMIT}"


def check_distribution(lines: list[int], functions: list[Function]) -> Iterator[str]:
    figures = {
        "median source file": (statistics.median(lines), FILE_MEDIAN_LIMIT),
        "p90 source file": (sorted(lines)[int(0.9 * (len(lines) - 1))], FILE_P90_LIMIT),
        "longest source file": (max(lines), FILE_LIMIT),
        "median function": (statistics.median(item.lines for item in functions), FUNCTION_MEDIAN_LIMIT),
        "longest function": (max(item.lines for item in functions), FUNCTION_LIMIT),
        "deepest nesting": (max(item.nesting for item in functions), NESTING_LIMIT),
    }
    print(f"{len(lines)} source files, {sum(lines)} lines, {len(functions)} functions")
    for name, (value, limit) in figures.items():
        print(f"  {name:<20} {value:>6g}  at most {limit}")
        if value > limit and name.startswith(("median", "p90")):
            yield f"the {name} has {value:g} lines; at most {limit}"


def check_functions(functions: list[Function]) -> Iterator[str]:
    for item in functions:
        if item.lines > FUNCTION_LIMIT:
            yield f"{item.place} has {item.lines} lines; at most {FUNCTION_LIMIT}"
        if item.nesting > NESTING_LIMIT:
            yield f"{item.place} nests {item.nesting} blocks; at most {NESTING_LIMIT}"


def main() -> int:
    sources = [path for path in find_files(SOURCE, "*.py") if path.stat().st_size]
    functions = [item for path in sources for item in find_functions(path)]
    lines = [count_lines(path) for path in sources]
    breaches = [*check_distribution(lines, functions), *check_files(sources), *check_functions(functions)]
    for breach in breaches:
        print(breach, file=sys.stderr)
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
