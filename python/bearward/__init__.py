"""Verifies bearer tokens (JWT) and says who may touch what."""

from bearward._bearward import Claims, Verifier, __version__
from bearward._errors import ConfigError, Denied, Explanation

__all__ = ["Claims", "ConfigError", "Denied", "Explanation", "Verifier", "__version__"]
