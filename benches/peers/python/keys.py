"""A peer of `bench keys`: one JSON object a line on stdin, one on stdout.

    python keys.py '{"jwks":..., "issuer":..., "audience":..., "max_age":seconds|null, "cooldown":seconds|null}'
    in  {"id":1,"token":"..."}     out {"id":1,"ok":true,"ms":0.4} | {"id":1,"ok":false,"ms":0.4,"why":"..."}

Each token is verified on a thread of its own, as a threaded server would; in an event loop all of them would wait for one.
"""

import json
import sys
import threading
import time

import jwt

settings = json.loads(sys.argv[1])
options = {}
if settings["max_age"] is not None:
    options["lifespan"] = settings["max_age"]
if settings["cooldown"] is not None:
    options["cooldown_duration"] = settings["cooldown"]
keys = jwt.PyJWKClient(settings["jwks"], **options)
writing = threading.Lock()


def verify(token: str) -> None:
    key = keys.get_signing_key_from_jwt(token)
    jwt.decode(token, key, algorithms=["RS256"], issuer=settings["issuer"], audience=settings["audience"])


def answer(line: str, started: float) -> None:
    request = json.loads(line)
    reply = {"id": request["id"], "ok": True}
    try:
        verify(request["token"])
    except Exception as error:  # whatever it raises is a refusal
        reply |= {"ok": False, "why": f"{type(error).__name__}: {error}"}
    reply["ms"] = (time.perf_counter() - started) * 1000
    with writing:
        print(json.dumps(reply), flush=True)


for line in sys.stdin:
    threading.Thread(target=answer, args=(line, time.perf_counter()), daemon=True).start()
