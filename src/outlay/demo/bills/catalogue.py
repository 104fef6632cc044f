"""All bills of the company, each with what makes its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from outlay.demo.bills import anthropic, aws_machine_learning, aws_production, azure, google, openai, saas
from outlay.demo.bills.charge import Bill, Charge
from outlay.demo.world import World

BILLS: Final[tuple[tuple[Bill, Callable[[World], Iterable[Charge]]], ...]] = (
    (aws_production.PRODUCTION, aws_production.charges),
    (aws_machine_learning.MACHINE_LEARNING, aws_machine_learning.charges),
    (azure.AZURE, azure.charges),
    (google.GOOGLE, google.charges),
    (openai.OPENAI, openai.charges),
    (anthropic.ANTHROPIC, anthropic.charges),
    (saas.GITHUB, saas.github_charges),
    (saas.VEKTORIA, saas.vektoria_charges),
)
