"""The median time of a decision in microseconds: `decision.py ISSUER TIMES`, the token in MEASURED_TOKEN."""

import os
import statistics
import sys
import time

from bearward import Verifier

issuer, times = sys.argv[1], int(sys.argv[2])
token = os.environ["MEASURED_TOKEN"]
verifier = Verifier.better_auth(issuer)


def once() -> float:
    since = time.perf_counter()
    verifier.verify(token)
    return (time.perf_counter() - since) * 1e6


print(statistics.median(once() for _ in range(times)))
