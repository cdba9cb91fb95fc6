//! The members of an object that were asked for.

use super::{Keep, Node, Reader};

/// Members by name, in the order of the text. For a handful: a name is looked for from the beginning.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Members<'a>(Vec<(Box<str>, Node<'a>)>);

impl<'a> Members<'a> {
    /// The value of a member that was wanted; `None` if it is absent.
    pub(crate) fn get(&self, name: &str) -> Option<&Node<'a>> {
        self.0.iter().find(|(member, _)| **member == *name).map(|(_, node)| node)
    }

    /// All of them, in the order of the text.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Node<'a>)> {
        self.0.iter().map(|(name, node)| (&**name, node))
    }
}

/// Reads the members that a function names.
pub(super) struct Collect<'a, W> {
    pub(super) members: Members<'a>,
    wanted: W,
}

impl<W: Fn(&str) -> Option<Keep<'static>>> Collect<'_, W> {
    pub(super) fn new(wanted: W) -> Self {
        Self { members: Members::default(), wanted }
    }
}

impl<'a, W: Fn(&str) -> Option<Keep<'static>>> Reader<'a> for Collect<'a, W> {
    fn place(&mut self, name: &str) -> Option<(Keep<'_>, &mut Node<'a>)> {
        let keep = (self.wanted)(name)?;
        self.members.0.push((name.into(), Node::Null));
        self.members.0.last_mut().map(|(_, node)| (keep, node))
    }
}

/// Wants nothing.
pub(super) struct Nobody;

impl<'a> Reader<'a> for Nobody {
    #[inline(always)]
    fn place(&mut self, _: &str) -> Option<(Keep<'_>, &mut Node<'a>)> {
        None
    }
}
