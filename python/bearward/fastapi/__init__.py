"""Bearer tokens in FastAPI: two lines a route, locked by default.

bearer = Bearer(Verifier.better_auth("https://app.example.com"))
bearer.install(app, public=["/health"])

@app.get("/api/{user_id}/tasks")
async def list_tasks(user: Annotated[Claims, Depends(bearer.owner("user_id"))]): ...
"""

from .bearer import Bearer
from .errors import OnDenied, Refused
from .guard import Guard
from .install import Warm
from .middleware import BearerMiddleware

__all__ = ["Bearer", "BearerMiddleware", "Guard", "OnDenied", "Refused", "Warm"]
