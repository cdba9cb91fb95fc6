//! Several issuers behind one verifier: which of them judges a token.

use std::sync::Arc;

use super::{Inner, Member};
use crate::claims::issuer_mismatch;
use crate::denial::{Denial, DenialCode};
use crate::header::ParsedHeader;
use crate::json::{self, Keep, Node};
use crate::token::UnverifiedToken;

impl Inner {
    /// The only member, or the one that the token's `iss` names among the configured. The claim is believed in nothing else, and is
    /// checked again once the signature has held.
    pub(super) fn route(
        &self,
        header: &ParsedHeader<'_>,
        token: &UnverifiedToken<'_>,
    ) -> Result<(usize, &Member), Denial> {
        if let [member] = self.members.as_slice() {
            return Ok((0, member));
        }
        self.check_header(header)?;
        let issuer = routing_issuer(token)?;
        let named = |member: &Arc<Member>| {
            let mut issuers = member.expect.issuers.iter().flatten();
            issuer.as_deref().is_some_and(|issuer| issuers.any(|name| name == issuer))
        };
        let mut candidates = self.members.iter().enumerate().filter(|(_, member)| named(member));
        let first = candidates.clone().next().ok_or_else(|| self.unknown_issuer(issuer.as_deref()))?;
        // Two of the same issuer differ in their algorithms.
        let (index, member) =
            candidates.find(|(_, member)| header.accept(&member.rules).is_ok()).unwrap_or(first);
        Ok((index, member))
    }

    /// Header errors come before all others: a header that no member takes is refused as such.
    fn check_header(&self, header: &ParsedHeader<'_>) -> Result<(), Denial> {
        let mut refused: Option<Denial> = None;
        for member in &self.members {
            match header.accept(&member.rules) {
                Ok(_) => return Ok(()),
                // The furthest that any member got says most.
                Err(denial) if denial.code() == DenialCode::TokenTypeMismatch => refused = Some(denial),
                Err(denial) => refused = refused.or(Some(denial)),
            }
        }
        refused.map_or(Ok(()), Err)
    }

    fn unknown_issuer(&self, issuer: Option<&str>) -> Denial {
        let configured = self.members.iter().filter_map(|member| member.expect.issuers.clone());
        match issuer {
            Some(issuer) => issuer_mismatch(&configured.flatten().collect::<Vec<_>>(), issuer),
            None => Denial::new(DenialCode::IssuerMismatch)
                .about("iss")
                .expected("a configured issuer")
                .received("none"),
        }
    }
}

fn routing_issuer(token: &UnverifiedToken<'_>) -> Result<Option<String>, Denial> {
    let members =
        json::object(&token.payload, |name| (name == "iss").then_some(Keep::Scalar)).map_err(|fault| {
            Denial::new(DenialCode::TokenMalformed).received(format!("a payload of which {fault}"))
        })?;
    Ok(members.get("iss").and_then(Node::as_text).map(str::to_owned))
}
