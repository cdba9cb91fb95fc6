//! axum 0.8: extractors, a layer for whole routers, denials as responses.
//!
//! ```
//! # #[cfg(feature = "testing")] fn main() {
//! use axum::{Json, Router, extract::FromRef, routing::get};
//! use bearward::Verifier;
//! use bearward::axum::{Bearer, Owner};
//!
//! #[derive(Clone, FromRef)]
//! struct App {
//!     verifier: Verifier,
//! }
//!
//! // A path parameter `user_id` that is not the token's subject is a 403.
//! async fn tasks(Owner(user): Owner) -> Json<Vec<String>> {
//!     Json(vec![format!("a task of {}", user.subject_str())])
//! }
//!
//! async fn me(Bearer(user): Bearer) -> String {
//!     user.subject_str().to_owned()
//! }
//!
//! # let verifier = bearward::testing::TestIssuer::start().verifier().build().unwrap();
//! let app: Router = Router::new()
//!     .route("/api/{user_id}/tasks", get(tasks))
//!     .route("/me", get(me))
//!     .with_state(App { verifier });
//! # }
//! # #[cfg(not(feature = "testing"))] fn main() {}
//! ```

mod extract;
mod layer;
#[cfg(feature = "utoipa")]
pub mod openapi;
mod owner;
mod response;
mod session;

pub use extract::Bearer;
pub use layer::{BearerLayer, BearerService};
pub use owner::{ClaimsFor, Owner, OwnerRejection, PathParameter, UserId};
pub use session::SignedIn;
