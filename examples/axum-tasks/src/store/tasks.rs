//! Tasks. `user_id = $1` stands in every statement: a task of somebody else is, to the database, no task at all.

use uuid::Uuid;

use super::{Store, on};
use crate::account::Account;
use crate::page::{Cursor, Page};
use crate::task::{Task, TaskFields, TaskList};
use crate::timestamp::Timestamp;

const LIST: &str = "SELECT * FROM tasks WHERE user_id = $1 AND (created_at, id) < ($2, $3) \
     ORDER BY created_at DESC, id DESC LIMIT $4";
const COUNT: &str = "SELECT COUNT(*) FROM tasks WHERE user_id = $1";
const GET: &str = "SELECT * FROM tasks WHERE user_id = $1 AND id = $2";
const CREATE: &str = "INSERT INTO tasks (user_id, id, title, description, completed, priority, created_at, updated_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $7) RETURNING *";
const REPLACE: &str = "UPDATE tasks SET title = $3, description = $4, completed = $5, priority = $6, updated_at = $7 \
     WHERE user_id = $1 AND id = $2 RETURNING *";
const TOGGLE: &str = "UPDATE tasks SET completed = NOT completed, updated_at = $3 \
     WHERE user_id = $1 AND id = $2 RETURNING *";
const DELETE: &str = "DELETE FROM tasks WHERE user_id = $1 AND id = $2";

impl Store {
    /// One page of the owner's tasks, newest first.
    pub async fn list(&self, owner: Account<'_>, page: &Page) -> Result<TaskList, sqlx::Error> {
        let limit = usize::from(page.limit);
        // One more than asked for tells whether there is a next page.
        let mut data: Vec<Task> = on!(self, pool => sqlx::query_as(LIST)
            .bind(owner.id)
            .bind(page.after.created_at)
            .bind(page.after.id)
            .bind(i64::from(page.limit) + 1)
            .fetch_all(pool).await)?;
        let more = data.len() > limit;
        data.truncate(limit);
        let next = data.last().filter(|_| more).map(|last| Cursor::after(last).encode());
        let count = on!(self, pool => sqlx::query_scalar(COUNT)
            .bind(owner.id)
            .fetch_one(pool).await)?;
        Ok(TaskList { data, count, next })
    }

    /// The owner's task of that id.
    pub async fn get(&self, owner: Account<'_>, id: Uuid) -> Result<Option<Task>, sqlx::Error> {
        on!(self, pool => sqlx::query_as(GET)
            .bind(owner.id)
            .bind(id)
            .fetch_optional(pool).await)
    }

    /// A new task of the owner.
    pub async fn create(&self, owner: Account<'_>, task: TaskFields) -> Result<Task, sqlx::Error> {
        match self.insert(owner, &task).await {
            // The owner's row was deleted while this process took it for known.
            Err(sqlx::Error::Database(error)) if error.is_foreign_key_violation() => {
                self.remake_user(owner).await?;
                self.insert(owner, &task).await
            }
            outcome => outcome,
        }
    }

    /// Replaces the owner's task as a whole.
    pub async fn replace(
        &self,
        owner: Account<'_>,
        id: Uuid,
        task: TaskFields,
    ) -> Result<Option<Task>, sqlx::Error> {
        on!(self, pool => sqlx::query_as(REPLACE)
            .bind(owner.id)
            .bind(id)
            .bind(task.title)
            .bind(task.description)
            .bind(task.completed)
            .bind(task.priority.as_str())
            .bind(Timestamp::now())
            .fetch_optional(pool).await)
    }

    /// Marks the owner's task as done, or as not done again.
    pub async fn toggle(&self, owner: Account<'_>, id: Uuid) -> Result<Option<Task>, sqlx::Error> {
        on!(self, pool => sqlx::query_as(TOGGLE)
            .bind(owner.id)
            .bind(id)
            .bind(Timestamp::now())
            .fetch_optional(pool).await)
    }

    /// Deletes the owner's task; none if there is no such task.
    pub async fn delete(&self, owner: Account<'_>, id: Uuid) -> Result<Option<()>, sqlx::Error> {
        let deleted = on!(self, pool => sqlx::query(DELETE)
            .bind(owner.id)
            .bind(id)
            .execute(pool).await.map(|done| done.rows_affected()))?;
        Ok((deleted > 0).then_some(()))
    }

    async fn insert(&self, owner: Account<'_>, task: &TaskFields) -> Result<Task, sqlx::Error> {
        on!(self, pool => sqlx::query_as(CREATE)
            .bind(owner.id)
            .bind(Uuid::new_v4())
            .bind(&task.title)
            .bind(&task.description)
            .bind(task.completed)
            .bind(task.priority.as_str())
            .bind(Timestamp::now())
            .fetch_one(pool).await)
    }
}
