"""What was decided, and what was decided otherwise than expected."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


class Report:
    """Collects over the whole run."""

    def __init__(self) -> None:
        self.decisions: list[tuple[str, str]] = []
        self._names: set[tuple[str, str]] = set()
        self._wrong: list[str] = []

    def decided(self, kind: str, name: str, decision: str) -> None:
        """Counts a case and notes what was decided."""
        if (kind, name) in self._names:
            self._wrong.append("the name of another case")
        self._names.add((kind, name))
        self.decisions.append((name, decision))

    def compare(self, what: str, expected: Any, got: Any) -> None:
        """Notes a mismatch if there is one. By JSON: 1, 1.0, True and "1" are four values."""
        if json.dumps(expected, sort_keys=True) != json.dumps(got, sort_keys=True):
            self._wrong.append(f"{what}: expected {expected!r}, got {got!r}")

    def check(self) -> None:
        """Fails with the mismatches of the case that has just run."""
        wrong, self._wrong = self._wrong, []
        assert not wrong, "\n".join(wrong)

    def write(self) -> None:
        """Writes the decisions where BEARWARD_DECISIONS says."""
        if path := os.environ.get("BEARWARD_DECISIONS"):
            lines = "".join(f"{name}\t{decision}\n" for name, decision in self.decisions)
            Path(path).write_text(lines, encoding="utf-8")


REPORT = Report()
