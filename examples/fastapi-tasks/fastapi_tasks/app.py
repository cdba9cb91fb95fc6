"""The application: routes, what locks them, and what surrounds them."""

from bearward import Verifier
from bearward.fastapi import Bearer
from fastapi import FastAPI

from . import docs, errors, http
from .routes import me, probes, tasks_by_path, tasks_by_token
from .settings import Settings
from .store import Store


def create_app(settings: Settings, verifier: Verifier, store: Store) -> FastAPI:
    """The whole application, ready to be served; the store must be open."""
    bearer = Bearer(verifier)
    app = FastAPI(
        title="Tasks",
        description="Each user's own tasks, behind a bearer token.",
        version="1",
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
    )
    tasks_by_path.add(app, bearer, store)
    tasks_by_token.add(app, bearer, store)
    me.add(app, bearer, store)
    probes.add(app, verifier, store)
    docs.add(app)
    errors.install(app)
    http.wrap(app, settings.allowed_origins)
    bearer.install(app, public=["/health", "/ready", *docs.PUBLIC])
    return app
