CREATE TABLE users (
    id         TEXT PRIMARY KEY,
    email      TEXT,
    name       TEXT,
    created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE tasks (
    id          UUID PRIMARY KEY,
    user_id     TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    title       TEXT NOT NULL,
    description TEXT,
    completed   BOOLEAN NOT NULL,
    priority    TEXT NOT NULL CHECK (priority IN ('low', 'medium', 'high')),
    created_at  TIMESTAMPTZ NOT NULL,
    updated_at  TIMESTAMPTZ NOT NULL
);

-- The order of a list, within its owner.
CREATE INDEX tasks_of_user ON tasks (user_id, created_at, id);
