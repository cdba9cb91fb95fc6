"""``python -m bearward doctor``: looks at a configuration before users do."""

import sys

from bearward._bearward import _cli


def main() -> int:
    """Runs the command line; the answer is the exit code."""
    return _cli(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
