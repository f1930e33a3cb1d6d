//! Reads expressions: letters into tokens, tokens into a tree.

use std::iter::Peekable;

use super::{DEEPEST, ExpressionError, Function, LONGEST, Node, Operator};
use crate::definition::{brief, nearest};

/// Bytes that a pattern may compile to: enough for any postcode, not for a bomb.
const PATTERN_BYTES: usize = 1 << 18;

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Number(f64),
    Text(String),
    Answer(String),
    /// A word: a function, a column, or one of `and or div mod`.
    Word(String),
    Here,
    Parent,
    Sign(&'static str),
}

/// Two-letter signs before their first letters.
const SIGNS: [&str; 13] = ["!=", "<=", ">=", "=", "<", ">", "+", "-", "*", "(", ")", ",", "/"];

fn error(letter: usize, what: impl Into<String>, remedy: impl Into<String>) -> ExpressionError {
    ExpressionError { what: what.into(), letter: letter.saturating_add(1), remedy: remedy.into() }
}

pub(super) fn parse(text: &str) -> Result<Node, ExpressionError> {
    if text.chars().nth(LONGEST).is_some() {
        return Err(error(LONGEST, format!("it is longer than {LONGEST} letters"), "take it apart into calculations"));
    }
    let tokens = tokens(text)?;
    let end = text.chars().count();
    let mut parser = Parser { tokens: tokens.into_iter().peekable(), end, depth: 0 };
    let node = parser.binary(0)?;
    match parser.tokens.next() {
        None => Ok(node),
        Some((Token::Sign("/"), at)) => Err(path(at)),
        Some((_, at)) => {
            Err(error(at, "something follows the end of it", "join the two with \"and\" or \"or\", or mend it"))
        }
    }
}

fn path(at: usize) -> ExpressionError {
    error(at, "the path does not end with the name of an answer", "write the answer's name as ${name}")
}

/// The tokens, each with the letter at which it starts.
fn tokens(text: &str) -> Result<Vec<(Token, usize)>, ExpressionError> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{a0}');
        let at = text.chars().count().saturating_sub(rest.chars().count());
        let Some(first) = rest.chars().next() else { return Ok(tokens) };
        let (token, after) = match first {
            // Word processors put curly ones.
            '\'' | '"' | '‘' | '’' | '“' | '”' => quoted(rest, first, at)?,
            '$' => answer(rest, at)?,
            '.' if rest.starts_with("..") => (Token::Parent, rest.get(2..).unwrap_or_default()),
            '.' if !rest.chars().nth(1).is_some_and(|c| c.is_ascii_digit()) => {
                (Token::Here, rest.get(1..).unwrap_or_default())
            }
            '0'..='9' | '.' => number(rest, at)?,
            c if c.is_alphabetic() || c == '_' => {
                let end = rest.find(|c: char| !(c.is_alphanumeric() || "_-.:".contains(c))).unwrap_or(rest.len());
                let (word, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
                (Token::Word(word.to_owned()), after)
            }
            _ => match SIGNS.iter().find_map(|sign| rest.strip_prefix(sign).map(|after| (Token::Sign(sign), after))) {
                Some(found) => found,
                None if first == '[' => {
                    return Err(error(
                        at,
                        "filters with \"[\" are not known here",
                        "use a calculation in the repeat, and sum() or count()",
                    ));
                }
                None => return Err(error(at, format!("\"{first}\" has no meaning here"), "take it out")),
            },
        };
        tokens.push((token, at));
        rest = after;
    }
}

fn quoted(rest: &str, open: char, at: usize) -> Result<(Token, &str), ExpressionError> {
    let inside = rest.get(open.len_utf8()..).unwrap_or_default();
    let close: &[char] = match open {
        '‘' | '’' => &['‘', '’'],
        '“' | '”' => &['“', '”'],
        '\'' => &['\''],
        _ => &['"'],
    };
    let unclosed = || error(at, "a quotation mark is never closed", "close it");
    let (text, after) = inside.split_once(close).ok_or_else(unclosed)?;
    Ok((Token::Text(text.to_owned()), after))
}

fn answer(rest: &str, at: usize) -> Result<(Token, &str), ExpressionError> {
    let wrong = || error(at, "\"$\" does not begin an answer's name", "write the name of a question as ${name}");
    let (name, after) = rest.strip_prefix("${").and_then(|rest| rest.split_once('}')).ok_or_else(wrong)?;
    let name = name.trim();
    if name.starts_with("last-saved#") {
        return Err(error(
            at,
            "answers of the last record are not known here",
            "take it from what is held with \"prefill\"",
        ));
    }
    if name.is_empty() { Err(wrong()) } else { Ok((Token::Answer(name.to_owned()), after)) }
}

fn number(rest: &str, at: usize) -> Result<(Token, &str), ExpressionError> {
    let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
    let (digits, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let number = digits
        .parse()
        .map_err(|_| error(at, format!("\"{}\" is no number", brief(digits)), "write it as 12 or 12.5"))?;
    Ok((Token::Number(number), after))
}

struct Parser<I: Iterator<Item = (Token, usize)>> {
    tokens: Peekable<I>,
    end: usize,
    depth: u32,
}

/// Operators from the loosest to the tightest.
const LEVELS: [&[(&str, Operator)]; 6] = [
    &[("or", Operator::Or)],
    &[("and", Operator::And)],
    &[("=", Operator::Same), ("!=", Operator::Differs)],
    &[("<", Operator::Less), ("<=", Operator::LessOrSame), (">", Operator::More), (">=", Operator::MoreOrSame)],
    &[("+", Operator::Plus), ("-", Operator::Minus)],
    &[("*", Operator::Times), ("div", Operator::Divided), ("mod", Operator::Remainder)],
];

impl<I: Iterator<Item = (Token, usize)>> Parser<I> {
    fn at(&mut self) -> usize {
        self.tokens.peek().map_or(self.end, |(_, at)| *at)
    }

    fn binary(&mut self, level: usize) -> Result<Node, ExpressionError> {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.binary(level.saturating_add(1))?;
        loop {
            let found = self.tokens.peek().and_then(|(token, _)| match token {
                Token::Sign(sign) => operators.iter().find(|(written, _)| written == sign),
                Token::Word(word) => operators.iter().find(|(written, _)| word.eq_ignore_ascii_case(written)),
                _ => None,
            });
            let Some((_, operator)) = found else { return Ok(left) };
            self.tokens.next();
            let right = self.binary(level.saturating_add(1))?;
            left = Node::Binary(*operator, Box::new(left), Box::new(right));
        }
    }

    fn unary(&mut self) -> Result<Node, ExpressionError> {
        if self.tokens.next_if(|(token, _)| *token == Token::Sign("-")).is_none() {
            return self.operand();
        }
        self.deeper(|parser| Ok(Node::Negative(Box::new(parser.unary()?))))
    }

    fn deeper(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<Node, ExpressionError>,
    ) -> Result<Node, ExpressionError> {
        self.depth = self.depth.saturating_add(1);
        if self.depth > DEEPEST {
            let what = format!("it has more than {DEEPEST} expressions within one another");
            return Err(error(self.at(), what, "take it apart into calculations"));
        }
        let node = read(self)?;
        self.depth = self.depth.saturating_sub(1);
        Ok(node)
    }

    fn operand(&mut self) -> Result<Node, ExpressionError> {
        let Some((token, at)) = self.tokens.next() else {
            return Err(error(self.end, "it ends where a value should follow", "finish it"));
        };
        match token {
            Token::Number(number) => Ok(Node::Number(number)),
            Token::Text(text) => Ok(Node::Text(text)),
            Token::Answer(name) => Ok(Node::Answer(name)),
            Token::Here if !matches!(self.tokens.peek(), Some((Token::Sign("/"), _))) => Ok(Node::Here),
            Token::Here | Token::Parent | Token::Sign("/") => self.path(token, at),
            Token::Sign("(") => self.deeper(|parser| {
                let node = parser.binary(0)?;
                parser.close()?;
                Ok(node)
            }),
            Token::Sign(sign) => {
                Err(error(at, format!("a value should stand before \"{sign}\""), "put it there, or take the sign out"))
            }
            Token::Word(word) => {
                // What a spreadsheet makes of a cell in which somebody typed "true".
                let truth = [("TRUE", Function::True), ("FALSE", Function::False)];
                if let Some((_, truth)) = truth.into_iter().find(|(written, _)| *written == word)
                    && !matches!(self.tokens.peek(), Some((Token::Sign("(" | "/"), _)))
                {
                    Ok(Node::Call(truth, Vec::new()))
                } else if self.tokens.next_if(|(token, _)| *token == Token::Sign("(")).is_some() {
                    self.deeper(|parser| parser.call(&word, at))
                } else if matches!(self.tokens.peek(), Some((Token::Sign("/"), _))) {
                    self.path(Token::Word(word), at)
                } else {
                    Ok(Node::Column(word))
                }
            }
        }
    }

    /// A path such as `../name`, `./name` or `/form/group/name`. Names are unique in a form, so its last one says which answer.
    fn path(&mut self, first: Token, at: usize) -> Result<Node, ExpressionError> {
        let mut last = first;
        loop {
            let joined = last == Token::Sign("/");
            let next = self.tokens.next_if(|(token, _)| match token {
                Token::Sign("/") => !joined,
                Token::Word(_) | Token::Parent | Token::Here => joined,
                _ => false,
            });
            match next {
                Some((token, _)) => last = token,
                None => break,
            }
        }
        if let Token::Word(name) = last { Ok(Node::Answer(name)) } else { Err(path(at)) }
    }

    fn close(&mut self) -> Result<(), ExpressionError> {
        match self.tokens.next_if(|(token, _)| *token == Token::Sign(")")) {
            Some(_) => Ok(()),
            None => Err(error(self.at(), "a bracket is never closed", "close it with \")\"")),
        }
    }

    fn call(&mut self, name: &str, at: usize) -> Result<Node, ExpressionError> {
        if name == "position" {
            if self.tokens.next_if(|(token, _)| *token == Token::Parent).is_some() {
                self.close()?;
                return Ok(Node::Position);
            }
            return Err(error(at, "position() takes \"..\" alone", "write position(..)"));
        }
        let mut arguments = Vec::new();
        if self.tokens.next_if(|(token, _)| *token == Token::Sign(")")).is_none() {
            loop {
                arguments.push(self.binary(0)?);
                if self.tokens.next_if(|(token, _)| *token == Token::Sign(",")).is_none() {
                    break;
                }
            }
            self.close()?;
        }
        if name == "current" && arguments.is_empty() {
            return self.path(Token::Parent, at);
        }
        if name == "regex" {
            return matches(arguments, at);
        }
        let Some((function, least, most)) = Function::named(name) else {
            let remedy = Function::instead_of(name).map_or_else(
                || {
                    nearest(name, Function::names()).map_or_else(
                        || "see docs/forms.md for the functions there are".to_owned(),
                        |near| format!("write {near}(), if that is meant"),
                    )
                },
                str::to_owned,
            );
            return Err(error(at, format!("{}() is not known here", brief(name)), remedy));
        };
        let given = arguments.len();
        if given < least || given > most {
            let wanted = if least == most { least.to_string() } else { format!("{least} to {most}") };
            return Err(error(
                at,
                format!("{name}() takes {wanted} values and was given {given}"),
                "mend what stands between its brackets",
            ));
        }
        Ok(Node::Call(function, arguments))
    }
}

fn matches(arguments: Vec<Node>, at: usize) -> Result<Node, ExpressionError> {
    let Ok([subject, Node::Text(pattern)]) = <[Node; 2]>::try_from(arguments) else {
        return Err(error(at, "regex() takes a value and a pattern in quotation marks", "write regex(., '[0-9]+')"));
    };
    let whole = format!("^(?:{pattern})$");
    let compiled = regex::RegexBuilder::new(&whole).size_limit(PATTERN_BYTES).dfa_size_limit(PATTERN_BYTES).build();
    compiled.map(|pattern| Node::Matches(Box::new(subject), pattern)).map_err(|wrong| {
        let why = wrong.to_string();
        let why = why.lines().next_back().unwrap_or_default().trim_start_matches("error: ");
        error(
            at,
            format!("the pattern \"{}\" cannot be used: {}", brief(&pattern), brief(why)),
            "write it without looking ahead, looking back, or referring back to a group",
        )
    })
}
