//! Who asks: the part of the claims that the store needs.

use bearward::{Claims, Denial, DenialCode};

/// The user that a verified token speaks for. Every query of the store takes one, so none can forget the owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account<'a> {
    /// The subject of the token.
    pub id: &'a str,
    /// The claim `email`, if it is text.
    pub email: Option<&'a str>,
    /// The claim `name`, if it is text.
    pub name: Option<&'a str>,
}

impl<'a> Account<'a> {
    /// The account of these claims.
    pub fn of(claims: &'a Claims) -> Result<Self, Denial> {
        let id = claims.subject().ok_or_else(|| Denial::new(DenialCode::ClaimMissing))?.as_str();
        if !storable(id) {
            return Err(Denial::new(DenialCode::ClaimInvalid));
        }
        let text = |claim| claims.get_str(claim).filter(|text| storable(text));
        Ok(Account { id, email: text("email"), name: text("name") })
    }
}

/// PostgreSQL cannot keep NUL in a text.
fn storable(text: &str) -> bool {
    !text.contains('\0')
}
