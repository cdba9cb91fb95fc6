//! SQLite: an embedded file by default.

use std::str::FromStr;
use std::time::Duration;

use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

/// An embedded database.
#[derive(Debug, Clone)]
pub struct SqliteDatabase {
    options: SqliteConnectOptions,
    in_memory: bool,
}

impl SqliteDatabase {
    /// Reads `sqlite:tasks.sqlite`, `sqlite:///absolute/path` or `sqlite::memory:`.
    pub fn parse(url: &str) -> Result<Self, sqlx::Error> {
        let in_memory = url.contains(":memory:") || url.contains("mode=memory");
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .foreign_keys(true)
            // A writer waits for the one before it instead of failing.
            .busy_timeout(Duration::from_secs(5));
        let options = match in_memory {
            true => options,
            // Readers go on while one writes.
            false => options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Normal),
        };
        Ok(SqliteDatabase { options, in_memory })
    }

    pub(super) async fn open(&self) -> Result<SqlitePool, sqlx::Error> {
        let pool = SqlitePoolOptions::new().acquire_timeout(Duration::from_secs(5));
        let pool = match self.in_memory {
            // A database in memory lives as long as its one connection.
            true => pool.min_connections(1).max_connections(1).idle_timeout(None).max_lifetime(None),
            false => pool.max_connections(4),
        };
        let pool = pool.connect_with(self.options.clone()).await?;
        sqlx::migrate!("migrations/sqlite").run(&pool).await?;
        Ok(pool)
    }
}
