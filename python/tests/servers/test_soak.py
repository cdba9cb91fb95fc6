"""The soak of `cargo xtask bench python-soak`, for seconds of its ten minutes: enough to judge the answers."""

import subprocess
import sys
from pathlib import Path

SOAK = Path(__file__).resolve().parents[3] / "benches/peers/python/soak.py"


def test_no_answer_but_the_expected() -> None:
    command = [sys.executable, str(SOAK), "--seconds", "15", "--warm-up", "1000", "--growth", "10"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-4000:]
