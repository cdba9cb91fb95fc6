//! Values that are kept.

use std::borrow::Cow;

use super::fault::Fault;
use super::members::{Collect, Nobody};
use super::scan::{Scanner, deeper};
use super::{Keep, Names, Node};

impl<'a> Scanner<'a> {
    /// A value in something of that depth, put into its place. Each arm writes its own kind: a value that travels through memory
    /// on its way costs more than reading it.
    #[inline]
    pub(super) fn fill(&mut self, depth: u8, keep: Keep<'_>, place: &mut Node<'a>) -> Result<(), Fault> {
        match self.token() {
            Some(b'"') => match self.plain_string() {
                Some(text) => *place = Node::Text(Cow::Borrowed(text)),
                None => *place = Node::Text(Cow::Owned(self.escaped_string()?)),
            },
            Some(first @ (b'-' | b'0'..=b'9')) => match self.integer(first) {
                Some(integer) => *place = Node::Integer(integer),
                None => *place = self.number(first)?,
            },
            Some(b't') => {
                self.word("rue")?;
                *place = Node::Bool(true);
            }
            Some(b'f') => {
                self.word("alse")?;
                *place = Node::Bool(false);
            }
            Some(b'n') => {
                self.word("ull")?;
                *place = Node::Null;
            }
            Some(b'[') => *place = self.list(deeper(depth)?, keep)?,
            Some(b'{') => *place = self.object(deeper(depth)?, keep)?,
            _ => return Err(Fault::Value),
        }
        Ok(())
    }

    #[inline(never)]
    fn list(&mut self, depth: u8, keep: Keep<'_>) -> Result<Node<'a>, Fault> {
        match keep {
            Keep::Scalar | Keep::Raw => {
                self.items(|scanner| scanner.skip(depth))?;
                Ok(Node::List(Vec::new()))
            }
            Keep::Names(wanted) => {
                let mut names = Box::<Names<'a>>::default();
                self.items(|scanner| {
                    let mut item = Node::Null;
                    scanner.fill(depth, Keep::Scalar, &mut item)?;
                    names.add(item, wanted);
                    Ok(())
                })?;
                Ok(Node::Names(names))
            }
            Keep::All => {
                let mut list = Vec::new();
                self.items(|scanner| {
                    let mut item = Node::Null;
                    scanner.fill(depth, Keep::All, &mut item)?;
                    list.push(item);
                    Ok(())
                })?;
                Ok(Node::List(list))
            }
        }
    }

    #[inline(never)]
    fn object(&mut self, depth: u8, keep: Keep<'_>) -> Result<Node<'a>, Fault> {
        let mut all = Collect::new(|_: &str| Some(Keep::All));
        match keep {
            Keep::All => self.members(depth, &mut all)?,
            Keep::Scalar | Keep::Names(_) | Keep::Raw => self.members(depth, &mut Nobody)?,
        }
        Ok(Node::Object(all.members))
    }
}
