//! PINs: six to twelve digits, and not the ones that everybody chooses.

use std::{fmt, str::FromStr};

use thiserror::Error;
use zeroize::Zeroizing;

/// Digits that a person gave. They may be a PIN that nobody may choose: an older rule may have allowed it.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(Zeroizing<String>);

/// Why a PIN is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PinRefusal {
    /// Too short, too long, or not digits.
    #[error("a PIN is 6 to 12 digits. Choose one of that length, digits only")]
    NotSixToTwelveDigits,
    /// 000000, 121212, 123123.
    #[error("that PIN repeats itself, so it is easy to guess. Choose one that does not")]
    Repeats,
    /// 123456, 987654.
    #[error("that PIN counts up or down, so it is easy to guess. Choose one that does not")]
    CountsUpOrDown,
    /// 112122: fewer than three different digits.
    #[error("that PIN uses only two different digits, so it is easy to guess. Use at least three")]
    TooFewDigits,
}

impl FromStr for Pin {
    type Err = PinRefusal;

    fn from_str(text: &str) -> Result<Self, PinRefusal> {
        let fits = (6..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if fits { Ok(Self(Zeroizing::new(text.to_owned()))) } else { Err(PinRefusal::NotSixToTwelveDigits) }
    }
}

impl Pin {
    /// Whether this may be chosen as a new PIN.
    ///
    /// # Errors
    /// It is among the first that a thief would try.
    pub fn may_be_chosen(&self) -> Result<(), PinRefusal> {
        let digits = self.0.as_bytes();
        let repeats = (1..=digits.len() / 2).any(|length| {
            let (first, _) = digits.split_at(length);
            digits.chunks(length).all(|chunk| first.starts_with(chunk))
        });
        if repeats {
            return Err(PinRefusal::Repeats);
        }
        let steps: Vec<u8> = digits.iter().zip(digits.iter().skip(1)).map(|(from, to)| (10 + to - from) % 10).collect();
        if steps.iter().all(|step| *step == 1) || steps.iter().all(|step| *step == 9) {
            return Err(PinRefusal::CountsUpOrDown);
        }
        let different = (b'0'..=b'9').filter(|digit| digits.contains(digit)).count();
        if different < 3 { Err(PinRefusal::TooFewDigits) } else { Ok(()) }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// Never shows the digits: not in a log, not in a failed test.
impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(text: &str) -> Result<(), PinRefusal> {
        text.parse::<Pin>()?.may_be_chosen()
    }

    #[test]
    fn the_pins_that_everybody_chooses_are_refused_with_the_reason() {
        for text in ["", "12345", "1234567890123", "12345a", "１２３４５６"] {
            assert_eq!(choose(text), Err(PinRefusal::NotSixToTwelveDigits), "{text}");
        }
        for text in ["000000", "777777777777", "121212", "123123", "12341234", "1231231"] {
            assert_eq!(choose(text), Err(PinRefusal::Repeats), "{text}");
        }
        for text in ["123456", "234567", "987654", "890123", "0987654321"] {
            assert_eq!(choose(text), Err(PinRefusal::CountsUpOrDown), "{text}");
        }
        assert_eq!(choose("112122"), Err(PinRefusal::TooFewDigits));
        for text in ["402917", "112233", "000001234", "903381204477"] {
            assert_eq!(choose(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn a_pin_is_never_printed() {
        assert_eq!(format!("{:?}", "402917".parse::<Pin>()), "Ok(Pin(…))");
    }
}
