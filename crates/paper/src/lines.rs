//! Words broken into lines that are no wider than they may be.

/// Breaks text at spaces and at its own line ends; a word that is wider than a whole line is broken within.
pub(crate) fn broken(text: &str, most: f32, width: impl Fn(&str) -> f32) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if width(&longer) <= most {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for letter in word.chars() {
                line.push(letter);
                if width(&line) > most && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, letter.to_string()));
                }
            }
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, most: f32) -> Vec<String> {
        #[allow(clippy::cast_precision_loss, reason = "a line has few letters")]
        broken(text, most, |line| line.chars().count() as f32)
    }

    #[test]
    fn words_go_onto_the_next_line_whole_unless_they_are_longer_than_one() {
        assert_eq!(of("turned it off and left it", 10.0), ["turned it", "off and", "left it"]);
        assert_eq!(of("a Llanfairpwllgwyn b", 8.0), ["a", "Llanfair", "pwllgwyn", "b"]);
        assert_eq!(of("one\n\ntwo", 10.0), ["one", "", "two"]);
        assert_eq!(of("", 10.0), Vec::<String>::new());
        assert_eq!(of("ab", 0.5), ["a", "b"], "and what fits nowhere stands one by one");
    }
}
