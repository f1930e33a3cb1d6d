//! What a person types while the demo runs.

use std::io::BufRead;
use std::sync::mpsc;

/// Listens for `c` and Enter.
pub struct Cable(mpsc::Receiver<()>);

impl Cable {
    /// Begins to listen. Without a terminal, or at the end of the input, nothing is ever heard.
    pub fn listen() -> Self {
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            for line in std::io::stdin().lock().lines().map_while(Result::ok) {
                if matches!(line.trim(), "c" | "C" | "cable") && sender.send(()).is_err() {
                    return;
                }
            }
        });
        Self(receiver)
    }

    /// Whether it was asked for since last asked.
    pub fn pulled(&self) -> bool {
        self.0.try_recv().is_ok()
    }
}
