//! The database: SQLite or PostgreSQL behind the same few functions.
//!
//! Each statement is written once and runs on both: they agree on everything it uses, and `on!` hands it to the pool that
//! is there. Every statement on tasks names the owner.

mod known_users;
mod postgres;
mod sqlite;
mod tasks;
mod users;

use sqlx::{PgPool, SqlitePool};

pub use postgres::PostgresDatabase;
pub use sqlite::SqliteDatabase;

use known_users::KnownUsers;

/// Runs a query on whichever pool the store has.
macro_rules! on {
    ($store:expr, $pool:ident => $query:expr) => {
        match &$store.pool {
            $crate::store::Pool::Sqlite($pool) => $query,
            $crate::store::Pool::Postgres($pool) => $query,
        }
    };
}
pub(crate) use on;

/// Where the data is, as `DATABASE_URL` says.
#[derive(Debug, Clone)]
pub enum Database {
    /// An embedded file, or memory.
    Sqlite(Box<SqliteDatabase>),
    /// A PostgreSQL server.
    Postgres(Box<PostgresDatabase>),
}

impl Database {
    /// Reads a `DATABASE_URL`; none if it is neither of SQLite nor of PostgreSQL.
    pub fn parse(url: &str) -> Option<Self> {
        match url.split_once(':')?.0 {
            "sqlite" => SqliteDatabase::parse(url).ok().map(|it| Database::Sqlite(Box::new(it))),
            "postgres" | "postgresql" => {
                PostgresDatabase::parse(url).ok().map(|it| Database::Postgres(Box::new(it)))
            }
            _ => None,
        }
    }
}

/// Tasks and users.
pub struct Store {
    pool: Pool,
    known: KnownUsers,
}

enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Store {
    /// Connects and brings the tables up to date.
    pub async fn open(database: &Database) -> Result<Self, sqlx::Error> {
        let pool = match database {
            Database::Sqlite(database) => Pool::Sqlite(database.open().await?),
            Database::Postgres(database) => Pool::Postgres(database.open().await?),
        };
        Ok(Store { pool, known: KnownUsers::default() })
    }

    /// Whether the database answers and has its tables.
    pub async fn ping(&self) -> Result<(), sqlx::Error> {
        on!(self, pool => sqlx::query("SELECT id FROM tasks LIMIT 1").execute(pool).await.map(|_| ()))
    }

    /// Ends all connections; SQLite folds its log into the file.
    pub async fn close(&self) {
        on!(self, pool => pool.close().await);
    }
}
