//! PostgreSQL, through `DATABASE_URL`.

use std::str::FromStr;
use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

/// A database on a PostgreSQL server.
#[derive(Debug, Clone)]
pub struct PostgresDatabase(PgConnectOptions);

impl PostgresDatabase {
    /// Reads `postgres://user:password@host:port/database`.
    pub fn parse(url: &str) -> Result<Self, sqlx::Error> {
        let options = PgConnectOptions::from_str(url)?;
        Ok(PostgresDatabase(options.application_name("axum-tasks")))
    }

    pub(super) async fn open(&self) -> Result<PgPool, sqlx::Error> {
        let pool = PgPoolOptions::new()
            .max_connections(10)
            .acquire_timeout(Duration::from_secs(5))
            .connect_with(self.0.clone())
            .await?;
        sqlx::migrate!("migrations/postgres").run(&pool).await?;
        Ok(pool)
    }
}
