"""A real server as a child process, and where it listens."""

import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent


@contextmanager
def serving(words: list[str], environment: Mapping[str, str]) -> Iterator[str]:
    """Starts `python -m <words>` in this folder; its address, once it has said it."""
    command = [sys.executable, "-m", *words]
    process = subprocess.Popen(command, cwd=HERE, env=dict(environment), stderr=subprocess.PIPE, text=True)
    said: list[str] = []
    try:
        yield _address(process, said)
        assert process.poll() is None, "".join(said)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    assert "Traceback" not in "".join(said), "".join(said)


def _address(process: subprocess.Popen[str], said: list[str]) -> str:
    assert process.stderr
    for line in process.stderr:
        said.append(line)
        found = re.search(r"https?://127\.0\.0\.1:\d+", line)
        if found and ("running on" in line or "Listening at" in line):
            # What it says later is read too, or it would stand still once the pipe is full.
            threading.Thread(target=said.extend, args=(process.stderr,), daemon=True).start()
            return _answering(found[0])
    raise AssertionError("".join(said))


def _answering(url: str) -> str:
    """uvicorn names the address before its first worker listens there."""
    place = url.rpartition("/")[2].split(":")
    for _ in range(600):
        try:
            socket.create_connection((place[0], int(place[1]))).close()
            return url
        except ConnectionRefusedError:
            time.sleep(0.05)
    raise AssertionError(f"nobody listens at {url}")
