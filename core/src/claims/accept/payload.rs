//! The members of a payload that the rules look at, each in its place.

use crate::claims::expect::Expect;
use crate::json::{self, Keep, Malformed, Node, Reader};

/// The registered claims (RFC 7519 section 4.1, and `cnf`) have fields, so that none is searched for; what else the configuration
/// names comes behind them, under the configuration's own names.
pub(in crate::claims) struct Payload<'p> {
    expect: &'p Expect,
    pub(in crate::claims) iss: Option<Node<'p>>,
    pub(in crate::claims) sub: Option<Node<'p>>,
    pub(in crate::claims) aud: Option<Node<'p>>,
    pub(in crate::claims) exp: Option<Node<'p>>,
    pub(in crate::claims) nbf: Option<Node<'p>>,
    pub(in crate::claims) iat: Option<Node<'p>>,
    pub(in crate::claims) jti: Option<Node<'p>>,
    pub(in crate::claims) cnf: Option<Node<'p>>,
    others: Vec<(&'p str, Node<'p>)>,
}

impl<'p> Payload<'p> {
    /// Empty: what is returned full would be copied.
    pub(super) fn new(expect: &'p Expect) -> Self {
        Self {
            expect,
            iss: None,
            sub: None,
            aud: None,
            exp: None,
            nbf: None,
            iat: None,
            jti: None,
            cnf: None,
            others: Vec::new(),
        }
    }

    pub(super) fn read(&mut self, text: &'p str) -> Result<(), Malformed> {
        json::read(text, self)
    }

    /// A claim that is registered, or that the configuration names, by its name.
    pub(in crate::claims) fn get(&self, claim: &str) -> Option<&Node<'p>> {
        match claim {
            "iss" => self.iss.as_ref(),
            "sub" => self.sub.as_ref(),
            "aud" => self.aud.as_ref(),
            "exp" => self.exp.as_ref(),
            "nbf" => self.nbf.as_ref(),
            "iat" => self.iat.as_ref(),
            "jti" => self.jti.as_ref(),
            "cnf" => self.cnf.as_ref(),
            claim => self.others.iter().find(|(name, _)| *name == claim).map(|(_, node)| node),
        }
    }
}

impl<'p> Reader<'p> for Payload<'p> {
    #[inline(always)]
    fn place(&mut self, name: &str) -> Option<(Keep<'_>, &mut Node<'p>)> {
        let Self { expect, iss, sub, aud, exp, nbf, iat, jti, cnf, others } = self;
        let (keep, field) = match name {
            "iss" => (Keep::Scalar, iss),
            "sub" => (Keep::Scalar, sub),
            "aud" => (Keep::Names(expect.audiences.as_deref().unwrap_or_default()), aud),
            "exp" => (Keep::Scalar, exp),
            "nbf" => (Keep::Scalar, nbf),
            "iat" => (Keep::Scalar, iat),
            "jti" => (Keep::Scalar, jti),
            "cnf" => (Keep::Scalar, cnf),
            name => {
                others.push((expect.own_name(name)?, Node::Null));
                return others.last_mut().map(|(_, node)| (Keep::Scalar, node));
            }
        };
        Some((keep, field.get_or_insert(Node::Null)))
    }
}
