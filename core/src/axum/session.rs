//! `SignedIn`: the claims of a Better Auth session, or a denial.

use axum::extract::{FromRef, FromRequestParts};
use http::request::Parts;

use super::extract::route;
use crate::bearer::RequestHead;
use crate::better_auth::{Session, SessionCookies};
use crate::{Claims, Denial, DenialCode};

/// The claims of the request's Better Auth session, for pages and for APIs that browsers call with their cookies; without a good
/// one the request is answered by the denial.
///
/// The [`SessionCookies`] come from the state. On an unsafe method the request's origin counts too. A session whose data must be
/// renewed is `token_expired` here: a handler that can ask the issuer calls
/// [`decide_request_async`](SessionCookies::decide_request_async) itself.
///
/// ```
/// # use bearward::better_auth::SessionCookies;
/// use bearward::axum::SignedIn;
///
/// async fn page(SignedIn(user): SignedIn) -> String {
///     format!("Hello, {}", user.get_str("name").unwrap_or("you"))
/// }
/// # use axum::{Router, routing::get};
/// # let _: Router<SessionCookies> = Router::new().route("/", get(page));
/// ```
#[derive(Clone, Debug)]
pub struct SignedIn(pub Claims);

impl<S> FromRequestParts<S> for SignedIn
where
    S: Send + Sync,
    SessionCookies: FromRef<S>,
{
    type Rejection = Denial;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Denial> {
        let sessions = SessionCookies::from_ref(state);
        let headers = parts.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        let head = RequestHead { method: parts.method.as_str(), headers };
        let denied = match sessions.decide_request_async(head).await {
            Ok(Session::Verified(claims)) => return Ok(Self(claims.asked_by(route(parts)))),
            Ok(Session::Renew) => Denial::new(DenialCode::TokenExpired)
                .expected("fresh session data")
                .received("a session token without it")
                .hint("GET /api/auth/get-session renews it, where cookieCache is switched on"),
            Err(denial) => denial,
        };
        Err(denied.logged(route(parts)))
    }
}
