"""Rows of figures as `benches/src/results.rs` has them: the tables, files and pictures of both languages are alike."""

import json
import statistics
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Row:
    """One contestant in a group; a target is (figure, "at_least" | "at_most", bound)."""

    group: str
    name: str
    figures: dict[str, float] = field(default_factory=dict)
    target: tuple[str, str, float] | None = None

    def verdict(self) -> str:
        """`ok` or `off`, and the target in words."""
        if self.target is None:
            return ""
        figure, side, bound = self.target
        value = self.figures[figure]
        good = value >= bound if side == "at_least" else value <= bound
        return f"  {'ok' if good else 'off'} ({figure} {side.replace('_', ' ')} {bound})"

    def as_json(self) -> dict[str, Any]:
        row: dict[str, Any] = {"group": self.group, "name": self.name, "figures": dict(sorted(self.figures.items()))}
        if self.target:
            row["target"] = dict(zip(("figure", "side", "bound"), self.target, strict=True))
        return row


def write(path: Path, rows: list[Row]) -> None:
    path.write_text(json.dumps([row.as_json() for row in rows], indent=2) + "\n")


def median(values: list[float]) -> float:
    return statistics.median(values)
