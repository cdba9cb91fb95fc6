"""Users and tasks."""

import sqlalchemy as sa
from alembic import op

from fastapi_tasks.models import Utc

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("email", sa.String),
        sa.Column("name", sa.String),
        sa.Column("created_at", Utc, nullable=False),
    )
    op.create_table(
        "tasks",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("user_id", sa.String, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("description", sa.String),
        sa.Column("completed", sa.Boolean, nullable=False),
        sa.Column("priority", sa.String, nullable=False),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("updated_at", Utc, nullable=False),
        sa.CheckConstraint("priority IN ('low', 'medium', 'high')", name="priority_is_known"),
    )
    # The order of a list, within its owner.
    op.create_index("tasks_of_user", "tasks", ["user_id", "created_at", "id"])


def downgrade() -> None:
    op.drop_table("tasks")
    op.drop_table("users")
