"""The core's log lines on the logger ``bearward``."""

from __future__ import annotations

import logging

_logger = logging.getLogger("bearward")


def emit(level: int, message: str, fields: dict[str, str]) -> None:
    """One line: the message and what belongs to it; the fields once more as ``record.bearward``."""
    if _logger.isEnabledFor(level):
        line = "; ".join([message, *(f"{name}: {value}" for name, value in fields.items())])
        _logger.log(level, "%s", line, extra={"bearward": fields})
