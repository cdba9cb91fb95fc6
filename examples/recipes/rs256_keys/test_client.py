"""The client that renews once and asks once more, against the real program and an issuer's token endpoint."""

import asyncio
import importlib.util
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from bearward.testing import TestIssuer

spec = importlib.util.spec_from_file_location("recipe_client", Path(__file__).with_name("client.py"))
client = importlib.util.module_from_spec(spec)
spec.loader.exec_module(client)

SESSION = "the-session-token"


class TokenEndpoint(ThreadingHTTPServer):
    """Better Auth's `/api/auth/token`, for one signed-in user."""

    def __init__(self, issuer):
        self.asked, self.signed_in = 0, True
        self.next = lambda: issuer.mint({"sub": "alice"})

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.server.asked += 1
                known = self.headers["authorization"] == f"Bearer {SESSION}" and self.server.signed_in
                body = f'{{"token": "{self.server.next()}"}}'.encode() if known and self.path == "/api/auth/token" else b"{}"
                self.send_response(200 if known else 401)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server_port}"


@pytest.fixture(scope="module")
def issuer():
    return TestIssuer(algorithms=["RS256"])


@pytest.fixture(scope="module")
def program(start, issuer):
    return start(BETTER_AUTH_URL=issuer.issuer, BETTER_AUTH_JWKS_URL=issuer.jwks_url, AUDIENCE=issuer.audience)


@pytest.fixture
def endpoint(issuer):
    server = TokenEndpoint(issuer)
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def run(program, endpoint):
    """Runs `ask(api)` with a client whose user is signed in; also says how often the API was asked."""

    def run(ask):
        sent = []

        async def noted(request):
            sent.append(request.url.path)

        async def main():
            auth = client.Renewing(client.better_auth(endpoint.url, SESSION))
            async with httpx.AsyncClient(base_url=program.url, auth=auth, event_hooks={"request": [noted]}) as api:
                return await ask(api)

        return asyncio.run(main()), sent

    return run


def test_the_first_request_gets_a_token_and_the_others_keep_it(run, endpoint):
    async def ask(api):
        return [(await api.get("/api/v1/me")).json()["user_id"] for _ in range(3)]

    assert run(ask)[0] == ["alice"] * 3 and endpoint.asked == 1


def test_an_expired_token_is_renewed_and_the_request_sent_again_with_its_body(run, endpoint, issuer):
    tokens = [issuer.expired({"sub": "alice"}), issuer.mint({"sub": "alice"})]
    endpoint.next = lambda: tokens.pop(0)

    async def ask(api):
        made = await api.post("/api/v1/alice/tasks", json={"title": "sent twice, made once"})
        gone = await api.delete(f"/api/v1/alice/tasks/{made.json()['id']}")
        return made.status_code, gone.status_code, (await api.get("/api/v1/alice/tasks")).json()["count"]

    assert run(ask)[0] == (201, 204, 0) and endpoint.asked == 2


def test_a_second_401_ends_it_after_two_requests(run, endpoint, issuer):
    endpoint.next = lambda: issuer.expired({"sub": "alice"})

    async def ask(api):
        with pytest.raises(client.SessionExpired):
            await api.get("/api/v1/me")

    _, sent = run(ask)
    assert endpoint.asked == 2 and len(sent) <= 2


def test_nobody_signed_in(run, endpoint):
    endpoint.signed_in = False

    async def ask(api):
        with pytest.raises(client.SessionExpired):
            await api.get("/api/v1/me")

    run(ask)
    assert endpoint.asked == 1


def test_403_and_404_never_renew(run, endpoint):
    async def ask(api):
        return [(await api.get(path)).status_code for path in ("/api/v1/bob/tasks", "/api/v1/alice/tasks/none")]

    assert run(ask)[0] == [403, 404] and endpoint.asked == 1


def test_many_requests_that_fail_at_once_share_one_renewal(run, endpoint, issuer):
    tokens = [issuer.expired({"sub": "alice"})]
    endpoint.next = lambda: tokens.pop() if tokens else issuer.mint({"sub": "alice"})

    async def ask(api):
        replies = await asyncio.gather(*(api.get("/api/v1/me") for _ in range(12)))
        return [reply.status_code for reply in replies]

    assert run(ask)[0] == [200] * 12 and endpoint.asked == 2


def test_renewal_takes_less_than_200_ms(run, endpoint, issuer):
    async def ask(api):
        await api.get("/api/v1/me")
        seconds = []
        for _ in range(5):
            api.auth._token = issuer.expired({"sub": "alice"})
            begun = time.perf_counter()
            assert (await api.get("/api/v1/me")).status_code == 200
            seconds.append(time.perf_counter() - begun)
        return min(seconds)

    assert run(ask)[0] < 0.200
