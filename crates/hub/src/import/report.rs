//! What an import says afterwards: what came in, what did not, and what to do about it.

use std::{fmt, path::PathBuf};

use domain::definition::Fault;

use crate::plan::{Part, Raised};

/// Faults and notes that a report keeps in words; a file of a hundred thousand bad rows should not fill the memory.
const SAID: usize = 100;

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Records that are new.
    pub added: usize,
    /// Records that changed.
    pub changed: usize,
    /// Records that stood so already.
    pub unchanged: usize,
    /// Records that were left out.
    pub left_out: usize,
    /// What a person should know; the first hundred.
    pub notes: Vec<String>,
    /// How many more there were.
    pub notes_unsaid: usize,
    /// What was left out, and why; the first hundred.
    pub faults: Vec<String>,
    /// Where the rows that were left out stand, to be mended and imported.
    pub rejects: Option<PathBuf>,
    /// True when somebody stopped it before the end of the file.
    pub stopped: bool,
}

impl Report {
    pub(crate) fn stored(&mut self, stored: Stored) {
        match stored {
            Stored::New => self.added += 1,
            Stored::Changed => self.changed += 1,
            Stored::Unchanged => self.unchanged += 1,
        }
    }

    /// A record of which nobody looked whether it was there before.
    pub(crate) fn count(&mut self, put: bool) {
        self.stored(if put { Stored::New } else { Stored::Unchanged });
    }

    pub(super) fn fault(&mut self, fault: &Fault) {
        self.leave_out(fault.to_string());
    }

    /// Something that is not taken in, in words that say why.
    pub(crate) fn leave_out(&mut self, words: String) {
        self.left_out += 1;
        if self.faults.len() < SAID {
            self.faults.push(words);
        }
    }

    /// A file that is taken whole or not at all, with everything that is wrong with it.
    pub(super) fn whole_file(&mut self, faults: &[Fault]) {
        self.left_out += 1;
        let room = SAID.saturating_sub(self.faults.len());
        self.faults.extend(faults.iter().take(room).map(ToString::to_string));
    }

    pub(super) fn note(&mut self, note: String) {
        if self.notes.len() < SAID {
            self.notes.push(note);
        } else {
            self.notes_unsaid += 1;
        }
    }

    pub(super) fn raised(&mut self, reference: &str, raised: Raised) {
        match raised {
            Raised::New => self.added += 1,
            Raised::Unchanged => self.unchanged += 1,
            Raised::Changed { parts, reopened, not_taken } => {
                self.changed += 1;
                let mut done = Vec::new();
                let corrected: Vec<&str> =
                    parts.iter().filter(|part| **part != Part::Appointment).map(|part| part.words()).collect();
                if !corrected.is_empty() {
                    done.push(format!("{} put right", corrected.join(", ")));
                }
                if parts.contains(&Part::Appointment) {
                    done.push("its appointment was moved".to_owned());
                }
                if reopened {
                    done.push("it is work to do again".to_owned());
                }
                self.note(format!("job {reference}: {}", done.join("; ")));
                if let Some(not_taken) = not_taken {
                    self.note(format!("{}. {}", not_taken.words(), not_taken.remedy));
                }
            }
            Raised::NotTaken(not_taken) => self.leave_out(format!("{}. {}", not_taken.words(), not_taken.remedy)),
            Raised::StillNotTaken(not_taken) => {
                self.unchanged += 1;
                self.note(format!("as before: {}. {}", not_taken.words(), not_taken.remedy));
            }
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { added, changed, unchanged, left_out, notes, notes_unsaid, .. } = self;
        write!(f, "{added} new, {changed} changed, {unchanged} unchanged, {left_out} left out")?;
        if let Some(rejects) = &self.rejects {
            write!(f, "\nRows left out are in {}: mend them there and import that file.", rejects.display())?;
        }
        if self.stopped {
            write!(f, "\nStopped before the end. What is counted here is stored; import the file again to go on.")?;
        }
        for note in notes {
            write!(f, "\n{note}")?;
        }
        if *notes_unsaid > 0 {
            write!(f, "\nand {notes_unsaid} more like these")?;
        }
        Ok(())
    }
}

/// What became of a record that is stored by key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stored {
    /// It is new.
    New,
    /// It replaced another.
    Changed,
    /// It stood so already.
    Unchanged,
}
