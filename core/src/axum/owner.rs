//! `Owner`: the claims of a request whose path names the token's subject.

use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{FromRef, FromRequestParts, RawPathParams};
use axum::response::{IntoResponse, Response};
use http::request::Parts;

use super::extract::{claims, route};
use super::response::broken_route;
use crate::{Claims, Denial, Verifier};

/// A path parameter that names an owner. Make one with [`path_parameter!`](crate::path_parameter).
///
/// ```
/// use bearward::axum::{Owner, PathParameter};
///
/// struct AccountId;
/// impl PathParameter for AccountId {
///     const NAME: &'static str = "account_id"; // as in the route "/accounts/{account_id}"
/// }
/// async fn account(Owner(user): Owner<AccountId>) -> String {
///     user.subject_str().to_owned()
/// }
/// # let _: axum::Router<bearward::Verifier> =
/// #     axum::Router::new().route("/accounts/{account_id}", axum::routing::get(account));
/// ```
pub trait PathParameter: Send + 'static {
    /// The name between the braces of the route.
    const NAME: &'static str;
}

/// The path parameter `user_id`.
///
/// ```
/// use bearward::axum::{PathParameter, UserId};
/// assert_eq!(UserId::NAME, "user_id");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct UserId;

impl PathParameter for UserId {
    const NAME: &'static str = "user_id";
}

/// Declares a path parameter for [`Owner`](crate::axum::Owner).
///
/// ```
/// bearward::path_parameter!(AccountId = "account_id");
///
/// async fn account(bearward::axum::Owner(user): bearward::axum::Owner<AccountId>) -> String {
///     user.subject_str().to_owned()
/// }
/// ```
#[macro_export]
macro_rules! path_parameter {
    ($(#[$attribute:meta])* $visibility:vis $name:ident = $parameter:literal) => {
        $(#[$attribute])*
        #[doc = concat!("The path parameter `", $parameter, "`.")]
        #[derive(Clone, Copy, Debug)]
        $visibility struct $name;

        impl $crate::axum::PathParameter for $name {
            const NAME: &'static str = $parameter;
        }
    };
}

/// Ties the claims to the parameter, so that `Owner(user): Owner` needs no turbofish.
///
/// ```
/// use bearward::axum::Owner;
/// fn claims(Owner(claims): Owner) -> bearward::Claims {
///     claims
/// }
/// ```
pub trait ClaimsFor {
    /// Always [`Claims`].
    type Claims;
}

impl<P: PathParameter> ClaimsFor for P {
    type Claims = Claims;
}

/// The claims of a token whose subject is the path parameter `P` (`user_id` unless named), percent-decoded once.
///
/// Another subject is a 403 `owner_mismatch`; a route that has the parameter not, or twice, is a 500 with a log line that names both.
///
/// ```
/// use bearward::Verifier;
/// use bearward::axum::Owner;
///
/// async fn tasks(Owner(user): Owner) -> String {
///     format!("the tasks of {}", user.subject_str())
/// }
/// # use axum::{Router, routing::get};
/// let routes: Router<Verifier> = Router::new().route("/api/{user_id}/tasks", get(tasks));
/// ```
#[derive(Clone, Debug)]
pub struct Owner<P: PathParameter = UserId>(pub <P as ClaimsFor>::Claims);

impl<S, P> FromRequestParts<S> for Owner<P>
where
    S: Send + Sync,
    P: PathParameter,
    Verifier: FromRef<S>,
{
    type Rejection = OwnerRejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, OwnerRejection> {
        let claims = claims(parts, &Verifier::from_ref(state)).await?;
        let segment = match RawPathParams::from_request_parts(parts, state).await {
            Ok(parameters) => {
                let mut values =
                    parameters.iter().filter(|(name, _)| *name == P::NAME).map(|(_, value)| value);
                // A nested route may name it twice: which of the two the handler reads cannot be known here.
                values.next().filter(|_| values.next().is_none()).map(str::to_owned)
            }
            // Segments that are not UTF-8 after decoding have no text: nobody owns them.
            Err(RawPathParamsRejection::InvalidUtf8InPathParam(_)) => Some("\u{fffd}".to_owned()),
            Err(_) => None,
        };
        let segment = segment.ok_or_else(|| OwnerRejection::broken(parts, P::NAME))?;
        match claims.require_path_owner(&segment) {
            Ok(()) => Ok(Self(claims)),
            Err(denial) => Err(denial.logged(route(parts)).into()),
        }
    }
}

/// Why a request is not its owner's: a denial, or a route without the parameter.
#[derive(Debug)]
pub struct OwnerRejection(Reason);

#[derive(Debug)]
enum Reason {
    Denied(Denial),
    Broken,
}

impl OwnerRejection {
    fn broken(parts: &Parts, parameter: &str) -> Self {
        tracing::error!(target: "bearward", route = route(parts), parameter, "the route must have this path parameter exactly once: Owner cannot check it");
        Self(Reason::Broken)
    }

    /// The denial; `None` if the route itself is wrong.
    ///
    /// ```
    /// use axum::extract::FromRequestParts;
    /// use bearward::axum::Owner;
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let verifier = Verifier::issuer("https://id.example.com").any_audience().secret(secret).build().unwrap();
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let (mut parts, ()) = http::Request::new(()).into_parts();
    /// let rejection = <Owner>::from_request_parts(&mut parts, &verifier).await.unwrap_err();
    /// assert_eq!(rejection.denial().unwrap().status(), 401); // the request has no token
    /// # });
    /// ```
    pub fn denial(&self) -> Option<&Denial> {
        match &self.0 {
            Reason::Denied(denial) => Some(denial),
            Reason::Broken => None,
        }
    }
}

impl From<Denial> for OwnerRejection {
    fn from(denial: Denial) -> Self {
        Self(Reason::Denied(denial))
    }
}

impl IntoResponse for OwnerRejection {
    fn into_response(self) -> Response {
        match self.0 {
            Reason::Denied(denial) => denial.into_response(),
            Reason::Broken => broken_route(),
        }
    }
}
