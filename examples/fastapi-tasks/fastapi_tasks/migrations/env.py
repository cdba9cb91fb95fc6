"""Alembic's entry; the connection comes from `migrate.upgrade`."""

from alembic import context

from fastapi_tasks import models

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=models.Task.metadata)
with context.begin_transaction():
    context.run_migrations()
