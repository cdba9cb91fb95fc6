"""An event loop while the key endpoint hangs: who stands still, and who goes on.

    python stall.py [--rounds N] [--json FILE]        needs the packages of requirements-stall.txt and bearward

Two scenes for each contestant, all in one run. "a new key": the keys are known, then 200 requests come with a token of a key
that nobody knows. "keys out of date": the kept keys have outlived their time. In both the endpoint takes every question and
never answers; meanwhile one client with a good token of a known key asks on and on. *stall* is the longest time in which the
server's event loop made no turn, until the 200 had been answered or six seconds after the last of them; *computing* the longest
time that it computed without one, which other work on the machine does not lengthen; *known* is how long that client waited.
Of several rounds: the median of the stalls, and all answers together.
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bearward.testing import TestIssuer

SERVER = Path(__file__).with_name("stall_server.py")
WAITING, EVERY, AFTER = 200, 0.005, 5.6
NAMES = {
    "nothing": "(verifies nothing)",
    "bearward": "bearward",
    "pyjwt-async": "PyJWKClient, async def",
    "pyjwt-sync": "PyJWKClient, def",
    "fastapi-jwks": "fastapi-jwks",
}
SCENES = ("a new key", "keys out of date")


class Server:
    """One contestant in a process of its own, with an issuer of its own."""

    def __init__(self, name: str) -> None:
        self.issuer = TestIssuer()
        settings = {"jwks": self.issuer.jwks_url, "issuer": self.issuer.issuer, "audience": self.issuer.audience}
        command = [sys.executable, str(SERVER), name, json.dumps(settings)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.known = self.issuer.mint({"sub": "alice"})
        self.unknown = "x" if name == "nothing" else self.issuer.unknown_kid({"sub": "alice"})
        self.port = int(self._line())

    def tell(self, word: str) -> list[float]:
        assert self.process.stdin
        print(word, file=self.process.stdin, flush=True)
        return list(json.loads(self._line()))

    def _line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()

    async def ask(self, token: str) -> int:
        """The status of one request."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(f"GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n".encode())
            return int((await reader.readline()).split()[1])
        finally:
            writer.close()


async def scene(server: Server, name: str) -> dict[str, Any]:
    loop = asyncio.get_running_loop()
    assert await server.ask(server.known) == 200, "the keys are known"
    server.issuer.hang()
    if name == SCENES[1]:
        await loop.run_in_executor(None, server.tell, "expire")
    server.tell("reset")
    waits: list[float] = []
    known = asyncio.create_task(ask_on(server, waits))
    waiting = []
    for _ in range(WAITING if name == SCENES[0] else 1):
        token = server.unknown if name == SCENES[0] else server.known
        waiting.append(asyncio.create_task(server.ask(token)))
        await asyncio.sleep(EVERY)
    await asyncio.sleep(AFTER)
    stall, busy = await loop.run_in_executor(None, server.tell, "report")
    answered = [task.result() for task in waiting if task.done() and not task.exception()]
    for task in (known, *waiting):
        task.cancel()
    await asyncio.gather(known, *waiting, return_exceptions=True)
    waiters = [len(answered), len(waiting), sorted(set(answered))]
    return {"stall": stall, "busy": busy, "waits": waits, "waiters": waiters}


async def ask_on(server: Server, waits: list[float]) -> None:
    """A request that is still open at the end counts with the time it has waited until then."""
    while True:
        started = time.perf_counter()
        try:
            if await server.ask(server.known) != 200:
                return
        finally:
            waits.append((time.perf_counter() - started) * 1000)
        await asyncio.sleep(0.01)


def measure(name: str, of: str) -> dict[str, Any]:
    server = Server(name)
    try:
        return asyncio.run(scene(server, of))
    finally:
        server.process.kill()
        server.process.wait()


def row(name: str, of: str, rounds: int) -> dict[str, Any]:
    runs = [measure(name, of) for _ in range(rounds)]
    waits = sorted(wait for run in runs for wait in run["waits"])
    return {
        "name": NAMES[name],
        "scene": of,
        "stall_ms": statistics.median(run["stall"] for run in runs),
        "computing_ms": statistics.median(run["busy"] for run in runs),
        "known_ms": {"p50": statistics.median(waits), "p99": waits[int(len(waits) * 0.99)], "longest": waits[-1]},
        "known_answers": len(waits),
        "waiters": dict(zip(("answered", "of", "statuses"), runs[0]["waiters"], strict=True)),
    }


def line(row: dict[str, Any]) -> str:
    known, waiters = row["known_ms"], row["waiters"]
    return (
        f"{row['name']:24}{row['scene']:18}{row['stall_ms']:9.1f}{row['computing_ms']:11.1f}"
        f"{known['p50']:12.2f}{known['p99']:9.1f}{known['longest']:9.0f}{row['known_answers']:9}"
        f"   {waiters['answered']} of {waiters['of']} {waiters['statuses']}"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--only", choices=NAMES, action="append")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    head = ("stall ms", "computing", "known: p50", "p99", "longest", "answers")
    print(f"{'':42}{head[0]:>9}{head[1]:>11}{head[2]:>12}{head[3]:>9}{head[4]:>9}{head[5]:>9}   who waited", flush=True)
    rows = []
    for of in SCENES:
        for name in arguments.only or NAMES:
            rows.append(row(name, of, arguments.rounds))
            print(line(rows[-1]), flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
