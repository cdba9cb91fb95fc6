"""Ends the run with the count that `cargo xtask conformance` compares."""

from __future__ import annotations

from .report import REPORT


def pytest_unconfigure() -> None:
    if REPORT.decisions:
        REPORT.write()
        print(f"conformance: python {len(REPORT.decisions)}")
