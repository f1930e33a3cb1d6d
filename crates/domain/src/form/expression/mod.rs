//! The language of conditions, constraints and calculations: the part of XPath that XLSForms are written in.
//!
//! `${age} >= 18 and selected(${needs}, 'hearing')`. An expression is parsed once, when its form is read; every mistake
//! in it is found then. What this language does not have is named with what to write instead.

mod evaluate;
mod function;
mod parse;

pub use evaluate::Scope;

use std::{collections::BTreeSet, fmt};

use thiserror::Error;

use function::Function;

/// Letters of an expression, at most.
const LONGEST: usize = 10_000;
/// Expressions within one another, at most.
const DEEPEST: u32 = 64;

/// A parsed expression.
#[derive(Debug, Clone)]
pub struct Expression {
    root: Node,
    text: String,
}

/// A part of an expression.
#[derive(Debug, Clone)]
enum Node {
    Number(f64),
    Text(String),
    /// `${name}`.
    Answer(String),
    /// A column of the choices sheet, in a filter of choices.
    Column(String),
    /// `.`: the answer that is being judged.
    Here,
    Negative(Box<Node>),
    Binary(Operator, Box<Node>, Box<Node>),
    Call(Function, Vec<Node>),
    /// `regex(subject, 'pattern')`, whole or not at all.
    Matches(Box<Node>, regex::Regex),
    /// `position(..)`: which instance of its repeat this is, from 1.
    Position,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Or,
    And,
    Same,
    Differs,
    Less,
    LessOrSame,
    More,
    MoreOrSame,
    Plus,
    Minus,
    Times,
    Divided,
    Remainder,
}

/// Why a text is no expression, and what to write.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{what} (at letter {letter})")]
pub struct ExpressionError {
    /// What is wrong.
    pub what: String,
    /// Where, counted from 1.
    pub letter: usize,
    /// What to do.
    pub remedy: String,
}

impl Expression {
    /// Reads an expression.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        parse::parse(text).map(|root| Self { root, text: text.to_owned() })
    }

    /// The answers that it looks at.
    #[must_use]
    pub fn answers(&self) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        self.root.each(&mut |node| {
            if let Node::Answer(name) = node {
                names.insert(name.as_str());
            }
        });
        names
    }

    /// The columns of the choices sheet that it looks at.
    #[must_use]
    pub fn columns(&self) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        self.root.each(&mut |node| {
            if let Node::Column(name) = node {
                names.insert(name.as_str());
            }
        });
        names
    }
}

impl Node {
    fn each<'n>(&'n self, visit: &mut dyn FnMut(&'n Self)) {
        visit(self);
        match self {
            Self::Negative(inner) | Self::Matches(inner, _) => inner.each(visit),
            Self::Binary(_, left, right) => {
                left.each(visit);
                right.each(visit);
            }
            Self::Call(_, inner) => inner.iter().for_each(|node| node.each(visit)),
            Self::Number(_) | Self::Text(_) | Self::Answer(_) | Self::Column(_) | Self::Here | Self::Position => {}
        }
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests;
