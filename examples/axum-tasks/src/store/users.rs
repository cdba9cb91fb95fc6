//! Users: one row each, made by the first valid token.

use super::{Store, on};
use crate::account::Account;
use crate::task::User;
use crate::timestamp::Timestamp;

impl Store {
    /// Makes the user's row unless it is there. Of any number of first requests at once exactly one makes it; later ones
    /// write nothing.
    pub async fn ensure_user(&self, user: Account<'_>) -> Result<(), sqlx::Error> {
        if self.known.contains(user.id) {
            return Ok(());
        }
        // Read before writing: a statement that might write takes SQLite's one write lock.
        if self.find_user(user).await?.is_none() {
            self.insert_user(user).await?;
        }
        self.known.insert(user.id);
        Ok(())
    }

    /// The user's row. It is made again if somebody deleted it.
    pub async fn user(&self, user: Account<'_>) -> Result<User, sqlx::Error> {
        if let Some(found) = self.find_user(user).await? {
            return Ok(found);
        }
        self.remake_user(user).await?;
        self.find_user(user).await?.ok_or(sqlx::Error::RowNotFound)
    }

    /// For a row that turned out to be gone.
    pub(super) async fn remake_user(&self, user: Account<'_>) -> Result<(), sqlx::Error> {
        self.known.forget(user.id);
        self.ensure_user(user).await
    }

    async fn find_user(&self, user: Account<'_>) -> Result<Option<User>, sqlx::Error> {
        const FIND: &str = "SELECT id, email, name, created_at FROM users WHERE id = $1";
        on!(self, pool => sqlx::query_as(FIND).bind(user.id).fetch_optional(pool).await)
    }

    async fn insert_user(&self, user: Account<'_>) -> Result<(), sqlx::Error> {
        const INSERT: &str = "INSERT INTO users (id, email, name, created_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (id) DO NOTHING";
        on!(self, pool => sqlx::query(INSERT)
            .bind(user.id)
            .bind(user.email)
            .bind(user.name)
            .bind(Timestamp::now())
            .execute(pool).await.map(|_| ()))
    }
}
