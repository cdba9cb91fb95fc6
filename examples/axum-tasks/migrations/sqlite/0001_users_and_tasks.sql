-- Times are whole microseconds since 1970; ids are the 16 bytes of a UUID (`hex(id)` shows them).

CREATE TABLE users (
    id         TEXT PRIMARY KEY NOT NULL,
    email      TEXT,
    name       TEXT,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE tasks (
    id          BLOB PRIMARY KEY NOT NULL,
    user_id     TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    title       TEXT NOT NULL,
    description TEXT,
    completed   INTEGER NOT NULL CHECK (completed IN (0, 1)),
    priority    TEXT NOT NULL CHECK (priority IN ('low', 'medium', 'high')),
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL
) STRICT;

-- The order of a list, within its owner.
CREATE INDEX tasks_of_user ON tasks (user_id, created_at, id);
