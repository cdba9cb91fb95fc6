"""Good and hostile requests to a real server, for minutes: no answer but the expected, and memory that stays.

    python soak.py [--minutes N | --seconds N] [--rate N]        needs bearward, fastapi and uvicorn[standard]

The issuer turns its keys, is slow and goes down meanwhile; nobody with a good token may notice. RSS is read every second, once
the first requests have filled pools and caches; the growth is from the median of the first eighth of the time to the last's.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from bearward.testing import TestIssuer
from soak_cases import Case, Issuer, cases

SERVER = Path(__file__).with_name("soak_server.py")
CLIENTS, GROWTH = 8, 2.0
# glibc's own value at the start. By itself glibc raises it when asyncio gives its first read buffer of 256 KiB back, and has
# these buffers in the heap from then on. `--heap held` keeps it, and so tells what the heap's layout costs from what is kept.
# That is of interest for `--loop asyncio` alone: uvloop, which uvicorn takes where it is installed, reads into one buffer.
HELD = {"MALLOC_MMAP_THRESHOLD_": "131072", "MALLOC_TRIM_THRESHOLD_": "131072"}
# As a proxy keeps them. A new connection costs uvicorn some memory, whatever the application: that is not to be measured.
A_CONNECTION = 2000


class Soak:
    """The requests of one run, and what came back."""

    def __init__(self, issuer: Issuer, port: int) -> None:
        self.port, self.until, self.pause, self.most = port, 0.0, 0.0, 0
        self.cases = cases(issuer)
        self.answers: Counter[str] = Counter()
        self.wrong: list[str] = []

    async def for_requests(self, count: int) -> None:
        """As fast as they are answered."""
        self.until, self.pause, self.most = float("inf"), 0.0, count
        await asyncio.gather(*(self.client() for _ in range(CLIENTS)))

    async def for_seconds(self, seconds: float, rate: float) -> None:
        self.until, self.pause, self.most = time.monotonic() + seconds, CLIENTS / rate, sys.maxsize
        await asyncio.gather(*(self.client() for _ in range(CLIENTS)))

    def is_over(self) -> bool:
        return time.monotonic() >= self.until or self.answers.total() >= self.most

    async def client(self) -> None:
        while not self.is_over() and len(self.wrong) < 20:
            case = next(self.cases)
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            try:
                for _ in range(A_CONNECTION):
                    await self.ask(case, reader, writer)
                    await asyncio.sleep(self.pause)
                    if case.path.endswith("/socket") or self.is_over():
                        break
                    case = next(self.cases)
            except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
                self.wrong.append(f"{error!r} to {case}"[:400])
            finally:
                writer.close()

    async def ask(self, case: Case, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(case.octets())
        head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)).decode("latin-1")
        status = int(head.split()[1])
        fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:-2])
        body = await reader.readexactly(int(fields["content-length"]))
        is_json = status >= 400 and fields.get("content-type") == "application/json"
        code = json.loads(body).get("code") if is_json else None
        self.answers[f"{status} {code or ''}".strip()] += 1
        expected = status in (case.status if isinstance(case.status, tuple) else (case.status,))
        if not expected or (case.code and code != case.code) or (status == 401 and "www-authenticate" not in fields):
            found = f"{status} {body[:99]!r} and not {case.status} {case.code}"
            self.wrong.append(f"{found} to {case.method} {case.path} {case.headers}"[:400])


async def weather(issuer: Issuer, seconds: float) -> None:
    """What an issuer does in a day. Keys turn while it answers: a token of a new key needs one fetch."""
    own = issuer.own
    while True:
        for change in (issuer.rotate, lambda: own.slow(0.2), own.remove_old_keys, own.answer_normally, own.down, own.up):
            await asyncio.sleep(max(seconds / 60, 2 * issuer.SPARE / 3))
            change()


def rss(process: int) -> int:
    """KiB."""
    status = Path(f"/proc/{process}/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(subprocess.run(["ps", "-o", "rss=", "-p", str(process)], capture_output=True, text=True, check=True).stdout)


async def watch(process: int, samples: list[int]) -> None:
    while True:
        await asyncio.sleep(1)
        samples.append(rss(process))


async def run(issuer: Issuer, process: int, port: int, given: argparse.Namespace) -> tuple[Soak, list[int]]:
    soak, samples = Soak(issuer, port), list[int]()
    await soak.for_requests(given.warm_up)
    seconds = given.seconds or given.minutes * 60
    beside = [asyncio.create_task(weather(issuer, seconds)), asyncio.create_task(watch(process, samples))]
    await soak.for_seconds(seconds, given.rate)
    for task in beside:
        task.cancel()
    return soak, samples


def main() -> bool:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--rate", type=float, default=400, help="requests a second")
    parser.add_argument("--growth", type=float, default=GROWTH, help="per cent of RSS that may be added")
    parser.add_argument("--heap", choices=("held", "default"), default="default", help="glibc's threshold for large blocks")
    parser.add_argument("--loop", choices=("auto", "asyncio"), default="auto", help="uvicorn's event loop")
    parser.add_argument("--warm-up", type=int, default=20_000, help="requests before memory is looked at")
    arguments = parser.parse_args()
    issuer = TestIssuer()
    settings = {"jwks": issuer.jwks_url, "issuer": issuer.issuer, "audience": issuer.audience, "loop": arguments.loop}
    environment = {**os.environ, **(HELD if arguments.heap == "held" else {})}
    command = [sys.executable, str(SERVER), json.dumps(settings)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stdout
        port = int(process.stdout.readline())
        soak, samples = asyncio.run(run(Issuer(issuer), process.pid, port, arguments))
        alive = process.poll() is None
    finally:
        process.terminate()
        process.wait(20)
    eighth = max(len(samples) // 8, 1)
    parts = [statistics.median(samples[at : at + eighth]) for at in range(0, 8 * eighth, eighth) if samples[at : at + eighth]]
    before, after = parts[0], parts[-1]
    growth = (after / before - 1) * 100
    for answer, count in sorted(soak.answers.items()):
        print(f"{count:9}  {answer}")
    print("\n".join(soak.wrong))
    print(f"{soak.answers.total()} answers, {len(soak.wrong)} of them wrong")
    print("RSS of each eighth, MiB:", *(f"{part / 1024:.1f}" for part in parts))
    print(f"RSS {before / 1024:.1f} MiB, at the end {after / 1024:.1f} MiB: {growth:+.2f} % (at most {arguments.growth:g} %)")
    return alive and not soak.wrong and growth < arguments.growth


if __name__ == "__main__":
    sys.exit(not main())
