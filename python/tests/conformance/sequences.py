"""`jwks_sequences`: key sets over virtual time, their flights run by hand."""

from __future__ import annotations

from typing import Any

from bearward import Claims, Denied, Verifier
from bearward._bearward import Flight

from .files import Case, names, text_of
from .report import Report

# Second 0 of a history on the unix clock.
START = 1_800_000_000.0
# How long a client waits for an endpoint that hangs.
DEADLINE = 5.0


def run(case: Case, _: Case | None, report: Report) -> None:
    """One history: what the endpoint serves, and what tokens are told meanwhile."""
    stage = _Stage(case.get("options") or {})
    said = []
    for step in case["steps"]:
        stage.reach(step["at"])
        if "serve" in step:
            stage.serve = step["serve"]
            continue
        decision = stage.decide(step["token"], step["at"])
        if decision not in names(step["expected"]):
            report.compare(f"at {step['at']} s", step["expected"], decision)
        if step.get("gets_total") is not None:
            report.compare(f"GETs at {step['at']} s", step["gets_total"], stage.gets)
        said.append(decision)
    stage.reach(float("inf"))
    report.compare("fetches run", stage.gets, stage.fetched)
    report.decided("jwks_sequence", case["name"], ",".join(said))


class _Stage:
    """A verifier, its endpoint, and the flight that is in the air."""

    def __init__(self, options: Case) -> None:
        self.serve: Any = "refuse"
        self.gets = 0
        self.fetched = 0
        self._hanging: tuple[float, Flight] | None = None
        chosen = dict(options)
        for name in ("issuer", "audience"):
            if chosen.get(name) is None:
                chosen[f"any_{name}"] = True
        self._verifier = Verifier(jwks_url="https://id.example.com/jwks", fetch=self._fetch, **chosen)

    def reach(self, at: float) -> None:
        """Time passes: what hung until then is given up at its own moment."""
        if self._hanging is not None and self._hanging[0] <= at:
            self._give_up()

    def decide(self, token: str, at: float) -> str:
        outcome, refresh = self._verifier._check(token, *_moment(at), 1)
        decision = self._wait(outcome, token, at) if isinstance(outcome, Flight) else _word(outcome)
        if refresh is not None:
            self._start(refresh, at)
        return decision

    def _wait(self, flight: Flight, token: str, at: float) -> str:
        landed = self._start(flight, at) if flight.is_led else None
        # Whoever waits for an endpoint that hangs waits until it is given up.
        if landed is None:
            landed = self._give_up()
        landed = at if landed is None else landed
        outcome, refresh = self._verifier._check(token, *_moment(landed), 2)
        if refresh is not None:
            self._start(refresh, landed)
        return _word(outcome)

    def _start(self, flight: Flight, at: float) -> float | None:
        """Starts a flight. It lands at once, and this says when, unless the endpoint hangs."""
        assert flight.is_led, "only a led flight is started"
        self.gets += 1
        if self.serve == "hang":
            assert self._hanging is None, "two flights at a time"
            self._hanging = (at + DEADLINE, flight)
            return None
        flight._run_here(*_moment(at))
        return at

    def _give_up(self) -> float | None:
        """Ends the flight that hangs; says when that was."""
        if self._hanging is None:
            return None
        (until, flight), self._hanging = self._hanging, None
        serve, self.serve = self.serve, "hang"
        flight._run_here(*_moment(until))
        self.serve = serve
        return until

    def _fetch(self, url: str, headers: dict[str, str], timeout: float) -> tuple[int, dict[str, str], str]:
        self.fetched += 1
        if self.serve == "hang":
            raise TimeoutError("no answer in time")
        if self.serve == "refuse":
            raise ConnectionRefusedError("refused")
        etag = headers.get("If-None-Match")
        served = self.serve.get("headers", {})
        if self.serve["status"] == 304 and etag != served.get("etag"):
            # A server says "not modified" only of what it was asked about.
            assert etag is None, f"the wrong etag was sent: {etag}"
        return self.serve["status"], served, text_of(self.serve.get("body"))


def _moment(at: float) -> tuple[float, float]:
    """Both clocks run alike. A time that is a date already is taken as one."""
    return (START + at if at < 1e9 else at), 1000.0 + at


def _word(outcome: Claims | Denied | Flight) -> str:
    if isinstance(outcome, Denied):
        return outcome.code
    return "accept" if isinstance(outcome, Claims) else "wait"
