//! An empty database for one test: a file of its own, or a schema of its own.

use sqlx::{ConnectOptions, Connection, PgConnection, Row, SqliteConnection};
use uuid::Uuid;

/// Gone when it is dropped.
pub struct Scratch {
    pub url: String,
    place: Place,
}

enum Place {
    File(std::path::PathBuf),
    Schema { admin: String, name: String },
}

/// SQLite always, PostgreSQL where there is one.
pub fn databases() -> Vec<Scratch> {
    let mut all = vec![Scratch::sqlite()];
    all.extend(std::env::var("TEST_DATABASE_URL").ok().map(|admin| Scratch::postgres(&admin)));
    all
}

impl Scratch {
    pub fn sqlite() -> Self {
        let folder = std::env::temp_dir().join(format!("axum-tasks-{}", Uuid::new_v4()));
        std::fs::create_dir(&folder).unwrap();
        Scratch { url: format!("sqlite://{}/tasks.sqlite", folder.display()), place: Place::File(folder) }
    }

    fn postgres(admin: &str) -> Self {
        let name = format!("test_{}", Uuid::new_v4().simple());
        let between = if admin.contains('?') { '&' } else { '?' };
        let scratch = Scratch {
            url: format!("{admin}{between}options=-c%20search_path%3D{name}"),
            place: Place::Schema { admin: admin.to_owned(), name: name.clone() },
        };
        scratch.run_as_admin(format!("CREATE SCHEMA {name}"));
        scratch
    }

    pub fn kind(&self) -> &'static str {
        match self.place {
            Place::File(_) => "SQLite",
            Place::Schema { .. } => "PostgreSQL",
        }
    }

    /// Runs statements that are the same in both dialects.
    pub fn run(&self, sql: &'static str) {
        match &self.place {
            Place::File(_) => block_on(async {
                let mut connection = self.sqlite_connection().await;
                sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
            }),
            Place::Schema { .. } => block_on(async {
                let mut connection = PgConnection::connect(&self.url).await.unwrap();
                sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
            }),
        }
    }

    /// The one number that a query answers.
    pub fn number(&self, sql: &'static str) -> i64 {
        match &self.place {
            Place::File(_) => block_on(async {
                let mut connection = self.sqlite_connection().await;
                sqlx::query(sql).fetch_one(&mut connection).await.unwrap().get(0)
            }),
            Place::Schema { .. } => block_on(async {
                let mut connection = PgConnection::connect(&self.url).await.unwrap();
                sqlx::query(sql).fetch_one(&mut connection).await.unwrap().get(0)
            }),
        }
    }

    async fn sqlite_connection(&self) -> SqliteConnection {
        let options: sqlx::sqlite::SqliteConnectOptions = self.url.parse().unwrap();
        options.busy_timeout(std::time::Duration::from_secs(5)).foreign_keys(true).connect().await.unwrap()
    }

    fn run_as_admin(&self, sql: String) {
        if let Place::Schema { admin, .. } = &self.place {
            block_on(async {
                let mut connection = PgConnection::connect(admin).await.unwrap();
                sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
            });
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        match &self.place {
            Place::File(folder) => drop(std::fs::remove_dir_all(folder)),
            Place::Schema { name, .. } => self.run_as_admin(format!("DROP SCHEMA {name} CASCADE")),
        }
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
