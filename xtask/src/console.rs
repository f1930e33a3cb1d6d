//! Numbered steps and plain lines, so that a long first build never looks stuck.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// Numbers the steps of one command.
pub struct Steps {
    total: usize,
    done: usize,
    began: Instant,
}

impl Steps {
    /// A command of `total` steps.
    pub fn new(total: usize) -> Self {
        Self { total, done: 0, began: Instant::now() }
    }

    /// Announces the next step.
    pub fn next(&mut self, what: &str) {
        self.done += 1;
        say(&format!("{} {what}", bold(&format!("[{}/{}]", self.done, self.total))));
    }

    /// How long the command has been at work.
    pub fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }
}

/// One line for the person at the terminal, at once: other programs write to the same terminal.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // A closed pipe (`cargo xtask test | head`) is no reason to stop what is under way.
    drop(writeln!(out, "{line}").and_then(|()| out.flush()));
}

/// Emphasis, where the terminal can show it.
pub fn bold(text: &str) -> String {
    if coloured() { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// Whether colours reach a person rather than a file.
pub fn coloured() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// "1 min 5 s", "12 s", "0.4 s".
pub fn in_words(time: Duration) -> String {
    let seconds = time.as_secs();
    match (seconds / 60, seconds % 60) {
        (0, 0..10) => format!("{:.1} s", time.as_secs_f64()),
        (0, seconds) => format!("{seconds} s"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_as_a_person_would_say_them() {
        assert_eq!(in_words(Duration::from_millis(420)), "0.4 s");
        assert_eq!(in_words(Duration::from_secs(12)), "12 s");
        assert_eq!(in_words(Duration::from_secs(125)), "2 min 5 s");
    }
}
