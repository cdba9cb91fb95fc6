//! `Bearer`: the claims of a request, or its denial.

use axum::extract::{FromRef, FromRequestParts, MatchedPath, OptionalFromRequestParts};
use http::request::Parts;

use crate::bearer::RequestHead;
use crate::{Claims, Denial, Verifier};

/// The claims of the request's bearer token; without a good one the request is answered by the denial.
///
/// `Option<Bearer>` is `None` only when the request carries no credential at all; a bad one is still a denial.
///
/// The verifier comes from the state (`Verifier: FromRef<S>`). A token is verified once a request: the claims are kept in
/// the request's extensions, for the next extractor and for [`BearerLayer`](super::BearerLayer).
///
/// ```
/// use bearward::Verifier;
/// use bearward::axum::Bearer;
///
/// async fn me(Bearer(user): Bearer) -> String {
///     user.subject_str().to_owned()
/// }
/// async fn home(user: Option<Bearer>) -> &'static str {
///     if user.is_some() { "Welcome back" } else { "Hello" }
/// }
/// # use axum::{Router, routing::get};
/// # let _: Router<Verifier> = Router::new().route("/me", get(me)).route("/", get(home));
/// ```
#[derive(Clone, Debug)]
pub struct Bearer(pub Claims);

impl<S> FromRequestParts<S> for Bearer
where
    S: Send + Sync,
    Verifier: FromRef<S>,
{
    type Rejection = Denial;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Denial> {
        claims(parts, &Verifier::from_ref(state)).await.map(Self)
    }
}

impl<S> OptionalFromRequestParts<S> for Bearer
where
    S: Send + Sync,
    Verifier: FromRef<S>,
{
    type Rejection = Denial;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Denial> {
        optional_claims(parts, &Verifier::from_ref(state)).await.map(|claims| claims.map(Self))
    }
}

/// The claims, from the extensions or from the token.
pub(super) async fn claims(parts: &mut Parts, verifier: &Verifier) -> Result<Claims, Denial> {
    match optional_claims(parts, verifier).await? {
        Some(claims) => Ok(claims),
        None => Err(verifier.token_missing().logged(route(parts))),
    }
}

async fn optional_claims(parts: &mut Parts, verifier: &Verifier) -> Result<Option<Claims>, Denial> {
    if let Some(Kept { claims, by }) = parts.extensions.get::<Kept>()
        && by.is(verifier)
    {
        return Ok(Some(claims.clone()));
    }
    let decided = match find_token(parts, verifier) {
        Ok(None) => return Ok(None),
        Ok(Some(token)) => verifier.decide_async(token).await,
        Err(denial) => Err(denial),
    };
    let route = route(parts);
    let claims = decided.map_err(|denial| denial.logged(route))?.asked_by(route);
    parts.extensions.insert(Kept { claims: claims.clone(), by: verifier.clone() });
    Ok(Some(claims))
}

fn find_token<'p>(parts: &'p Parts, verifier: &Verifier) -> Result<Option<&'p str>, Denial> {
    let headers = parts.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    verifier.find_token(RequestHead { method: parts.method.as_str(), headers })
}

/// What a request was accepted with. A route with another verifier decides again.
#[derive(Clone)]
struct Kept {
    claims: Claims,
    by: Verifier,
}

/// The route's template for the log: never the path as it came.
pub(super) fn route(parts: &Parts) -> &str {
    parts.extensions.get::<MatchedPath>().map_or("-", MatchedPath::as_str)
}
