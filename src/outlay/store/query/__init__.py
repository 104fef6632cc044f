"""The only seam to stored facts: a `facts.query.Query` becomes SQL of the engine, and its rows an `Answer`.

`ask` is what every surface calls; `compile_query` prints the SQL alone. `plan` chooses the tables, `branches` builds
their SELECTs, `compile` unites and orders them, `edge` makes sums readable. May import facts, core and the store.
"""

from outlay.store.query.answer import Answer, Column, CoverageRun, UnknownPrice
from outlay.store.query.answering import ask
from outlay.store.query.carried import load_carried
from outlay.store.query.compile import CompiledQuery, compile_query

__all__ = ["Answer", "Column", "CompiledQuery", "CoverageRun", "UnknownPrice", "ask", "compile_query", "load_carried"]
