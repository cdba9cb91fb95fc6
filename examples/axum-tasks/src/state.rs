//! What handlers share.

use std::sync::Arc;

use axum::extract::FromRef;
use axum::http::HeaderValue;
use bearward::Verifier;

use crate::store::Store;

/// The state of the application; cheap to clone.
#[derive(Clone)]
pub struct App {
    /// Decides on tokens. The extractors `Bearer` and `Owner` find it through `FromRef`.
    pub verifier: Verifier,
    /// Tasks and users.
    pub store: Arc<Store>,
    /// The origins whose pages may call this API.
    pub allowed_origins: Vec<HeaderValue>,
}

impl FromRef<App> for Verifier {
    fn from_ref(app: &App) -> Verifier {
        app.verifier.clone()
    }
}
