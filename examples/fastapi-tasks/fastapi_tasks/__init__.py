"""The reference task API: bearward on FastAPI, with SQLite or PostgreSQL.

A request passes `http` (headers, CORS, limits, log), then `routes` (token, owner, body), then `store` (SQL, always filtered by
the owner). Start reading at `routes/tasks_by_path.py`.
"""
