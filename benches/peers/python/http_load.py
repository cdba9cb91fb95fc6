"""What a guard costs in FastAPI: the handler does nothing, the server has one core, wrk another.

    python http_load.py [--rounds N] [--json FILE]        needs wrk, taskset and the packages of requirements-http.txt

Every guarded slice stands beside a plain one that is sent the very same request, token included; which goes first alternates.
*share* is requests a second, of the plain route's; *share of cpu* the same from the server's processor time for each request,
which what others do on the machine hardly moves.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from rows import Row, median, write

HERE = Path(__file__).resolve().parent
REPORT = HERE.parents[1] / "load" / "report.lua"
GROUP = "FastAPI, a handler that does nothing, 10 connections"
CONNECTIONS, SECONDS = 10, 0.3
ROUTES = {
    "no-op in a Header() dependency": ("/no-op", "HS256", None),
    "PyJWT HS256": ("/pyjwt/HS256", "HS256", None),
    "PyJWT EdDSA": ("/pyjwt/EdDSA", "EdDSA", None),
    "bearward HS256": ("/bearward/HS256", "HS256", 0.84),
    "bearward EdDSA": ("/bearward/EdDSA", "EdDSA", 0.66),
    "bearward HS256, token cache": ("/bearward/HS256/cache", "HS256", None),
    "bearward EdDSA, token cache": ("/bearward/EdDSA/cache", "EdDSA", 0.87),
    "bearward middleware HS256": ("/middleware/HS256", "HS256", 0.93),
    "bearward middleware EdDSA": ("/middleware/EdDSA", "EdDSA", None),
    "bearward middleware, cached": ("/middleware/EdDSA/cache", "EdDSA", None),
}


@dataclass
class Slice:
    """What one slice of wrk saw, and what the server spent."""

    per_second: float
    cpu_us: float
    busy: float


class Stage:
    """The server on its core."""

    def __init__(self) -> None:
        self.server_core, self.wrk_core = two_cores()
        command = ["taskset", "-c", self.server_core, sys.executable, str(HERE / "http_server.py")]
        self.server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.server.stdout is not None
        self.listening = json.loads(self.server.stdout.readline() or "null")
        if self.listening is None:
            sys.exit("http_load: the server did not start")

    def slice(self, path: str, algorithm: str) -> Slice:
        """On a busy machine a whole slice may pass without a turn for the server: another try."""
        for _ in range(20):
            if taken := self.attempt(path, algorithm):
                return taken
        sys.exit(f"http_load: {path}: no answers")

    def attempt(self, path: str, algorithm: str) -> Slice | None:
        """wrk knows whole seconds only; at SIGINT it stops and reports."""
        command = ["timeout", "-s", "INT", str(SECONDS), "taskset", "-c", self.wrk_core]
        command += ["wrk", "-t", "1", "-d", "60s", "-c", str(CONNECTIONS), "-s", str(REPORT)]
        command += ["-H", f"Authorization: Bearer {self.listening['tokens'][algorithm]}"]
        command += [f"http://127.0.0.1:{self.listening['port']}{path}"]
        before = processor_time(self.server.pid)
        ran = subprocess.run(command, check=False, capture_output=True, text=True)
        spent = processor_time(self.server.pid) - before
        line = next((line for line in ran.stdout.splitlines() if line.startswith("figures ")), "")
        requests, micros, _, _, errors = (int(figure) for figure in line.split()[1:] or [0, 0, 0, 0, 1])
        if errors:
            sys.exit(f"http_load: {path}: not all answers were good:\n{ran.stdout}{ran.stderr}")
        return Slice(requests / micros * 1e6, spent / requests * 1e6, spent / micros * 1e6) if requests else None

    def close(self) -> None:
        self.server.terminate()
        self.server.wait(timeout=10)


def two_cores() -> tuple[str, str]:
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        sys.exit("http_load: two cores are needed: one for the server, one for wrk")
    return str(cores[0]), str(cores[1])


def processor_time(process: int) -> float:
    """Seconds of all its threads; others who share the core do not count in it."""
    tasks = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def measure(stage: Stage, rounds: int) -> list[Row]:
    pairs: dict[str, list[tuple[Slice, Slice]]] = {name: [] for name in ROUTES}
    for turn in range(rounds):
        for name, (path, algorithm, _) in ROUTES.items():
            both = [path, "/plain"] if turn % 2 else ["/plain", path]
            taken = {one: stage.slice(one, algorithm) for one in both}
            pairs[name].append((taken["/plain"], taken[path]))
    plain = [beside for found in pairs.values() for beside, _ in found]
    rows = [Row(GROUP, "plain", common(plain) | {"share": 1.0})]
    for name, found in pairs.items():
        keeps = ROUTES[name][2]
        figures = common([guarded for _, guarded in found]) | {
            "share": median([guarded.per_second / beside.per_second for beside, guarded in found]),
            "share_of_cpu": median([beside.cpu_us / guarded.cpu_us for beside, guarded in found]),
            "added_us": median([guarded.cpu_us - beside.cpu_us for beside, guarded in found]),
        }
        rows.append(Row(GROUP, name, figures, ("share", "at_least", keeps) if keeps else None))
    return rows


def common(slices: list[Slice]) -> dict[str, float]:
    return {
        "requests_per_second": median([one.per_second for one in slices]),
        "cpu_us": median([one.cpu_us for one in slices]),
        "busy": median([one.busy for one in slices]),
    }


def show(rows: list[Row]) -> None:
    print(f"{GROUP}\n{'':34}{'req/s':>9}{'share':>9}{'of cpu':>9}{'cpu us':>9}{'added us':>10}{'busy':>7}")
    for row in rows:
        of = row.figures
        cells = f"{of['requests_per_second']:>9,.0f}{of['share']:>9.3f}{of.get('share_of_cpu', 1):>9.3f}{of['cpu_us']:>9.1f}"
        print(f"{row.name:34}{cells}{of.get('added_us', 0):>10.1f}{of['busy']:>7.2f}{row.verdict()}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    for program, package in (("wrk", "wrk"), ("taskset", "util-linux"), ("timeout", "coreutils")):
        if shutil.which(program) is None:
            sys.exit(f"http_load: {program} is missing (Debian, Ubuntu: apt-get install {package})")
    stage = Stage()
    try:
        rows = measure(stage, asked.rounds)
    finally:
        stage.close()
    show(rows)
    if asked.json:
        write(asked.json, rows)


if __name__ == "__main__":
    main()
