//! What people type into a search box, as a question that the index understands.

/// The words and numbers that were typed, in small letters; everything else only separates them.
pub(crate) fn words(typed: &str) -> Vec<String> {
    typed
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        // Nobody types more, and a pasted page would make a question without end.
        .take(12)
        .collect()
}

/// An FTS5 expression: each of the words begins a word. They hold letters and digits alone, so quoting is safe.
pub(crate) fn each_begins_a_word(words: &[String]) -> String {
    words.iter().map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" ")
}

/// The same, with words that begin with a digit as whole words: a house number cannot be typed longer to find fewer. None
/// when there is no such word.
pub(crate) fn numbers_whole(words: &[String]) -> Option<String> {
    let is_number = |word: &String| word.starts_with(|first: char| first.is_ascii_digit());
    words.iter().any(is_number).then(|| {
        let asked = |word: &String| if is_number(word) { format!("\"{word}\"") } else { format!("\"{word}\"*") };
        words.iter().map(asked).collect::<Vec<_>>().join(" ")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_typed_reaches_the_index_as_an_instruction() {
        assert_eq!(words("St. Thomas' (Sq) OR \"x\" -y*"), ["st", "thomas", "sq", "or", "x", "y"]);
        assert_eq!(each_begins_a_word(&words("or near")), "\"or\"* \"near\"*");
        assert_eq!(words(" ' \" "), Vec::<String>::new());
        assert_eq!(numbers_whole(&words("12 Carding Cl")), Some("\"12\" \"carding\"* \"cl\"*".to_owned()));
        assert_eq!(numbers_whole(&words("Carding")), None);
    }
}
