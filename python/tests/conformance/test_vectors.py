"""The shared vectors (vectors/README.md) through the public interface, in Python.

`BEARWARD_VECTORS=DIR[:DIR]` adds directories, `BEARWARD_DECISIONS=FILE` writes one `name<TAB>decision` a line.
"""

from __future__ import annotations

import pytest

from . import cookies, kinds, sequences
from .files import Case, every_case, understand
from .report import REPORT

RUN = {
    "cases": kinds.token_case,
    "header_cases": kinds.header_case,
    "ownership_cases": kinds.ownership_case,
    "config_cases": kinds.config_case,
    "jwks_cases": kinds.jwks_case,
    "jwks_sequences": sequences.run,
    "cookie_cases": cookies.run,
    "response_cases": kinds.response_case,
}
ALL = list(every_case())


@pytest.mark.parametrize(
    ("kind", "case", "setup"),
    [pytest.param(kind, case, setup, id=f"{file}: {case.get('name')}") for kind, case, setup, file in ALL],
)
def test_case(kind: str, case: Case, setup: Case | None) -> None:
    understand(kind, case)
    RUN[kind](case, setup, REPORT)
    REPORT.check()
