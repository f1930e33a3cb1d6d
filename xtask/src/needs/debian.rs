//! Debian's packages: which are there, and how the others come.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::process::Command;

use super::{Evidence, Need, on_path};
use crate::process;
use crate::trouble::{Doing, Trouble};

/// What decides how packages can be installed here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct System {
    /// "Debian GNU/Linux 12 (bookworm)".
    pub name: String,
    /// Debian itself, or a system that calls itself a relative of it.
    pub debian: bool,
    /// Debian's release number; none for its relatives, whose numbers mean something else.
    pub release: Option<u32>,
    /// Whether this runs as root.
    pub root: bool,
    /// Whether `sudo` is there.
    pub sudo: bool,
    /// Whether a person can be asked for a password.
    pub person: bool,
}

/// How a machine gets what it lacks.
#[derive(Debug, PartialEq, Eq)]
pub enum Remedy {
    /// It lacks nothing.
    Nothing,
    /// Run these, in order.
    Install(Vec<Vec<String>>),
    /// Say this and stop.
    Tell(String),
}

impl System {
    /// This machine.
    pub fn look() -> Self {
        let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
        let (name, debian, number) = read_release(&release);
        Self {
            name,
            debian: debian && on_path("apt-get").is_some(),
            release: number,
            root: rustix::process::geteuid().is_root(),
            sudo: on_path("sudo").is_some(),
            person: std::io::stdin().is_terminal(),
        }
    }

    /// Whether `dpkg-query` knows what is installed.
    pub fn has_packages(&self) -> bool {
        self.debian
    }
}

/// Name, kinship and Debian's own release number from the text of `/etc/os-release`.
fn read_release(text: &str) -> (String, bool, Option<u32>) {
    let value = |key: &str| {
        text.lines()
            .find_map(|line| line.strip_prefix(key)?.strip_prefix('='))
            .map_or("", |value| value.trim_matches('"'))
            .to_owned()
    };
    let itself = value("ID") == "debian";
    let relative = value("ID_LIKE").split_whitespace().any(|like| like == "debian");
    let number = value("VERSION_ID").parse().ok().filter(|_| itself);
    let name = match value("PRETTY_NAME") {
        name if name.is_empty() => "this system".to_owned(),
        name => name,
    };
    (name, itself || relative, number)
}

/// The packages that are fully installed.
pub fn installed() -> Result<BTreeSet<String>, Trouble> {
    let mut query = Command::new("dpkg-query");
    query.args(["--show", "--showformat", "${db:Status-Status} ${Package}\\n"]);
    let listed = process::output(&mut query)?;
    Ok(listed.lines().filter_map(|line| line.strip_prefix("installed ")).map(str::to_owned).collect())
}

/// Decides how `missing` comes to `system`.
pub fn remedy(system: &System, missing: &[&Need]) -> Remedy {
    if missing.is_empty() {
        return Remedy::Nothing;
    }
    let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    let packages = packages.join(" ");
    if !system.debian {
        let lines: Vec<String> =
            missing.iter().map(|need| format!("  {:<28} {}", looked_for(need), need.reason)).collect();
        return Remedy::Tell(format!(
            "Doorstep installs what it needs on Debian 12 and newer. On {} please install these yourself and run the \
             command again:\n\n{}\n\nDebian calls the packages: {packages}",
            system.name,
            lines.join("\n")
        ));
    }
    if let Some(old @ ..12) = system.release {
        return Remedy::Tell(format!(
            "Debian {old} has no WebKitGTK 4.1, which the handheld's window needs. Please use Debian 12 or newer. \
             Missing: {packages}"
        ));
    }
    let update = "apt-get update";
    let install = format!("apt-get install -y --no-install-recommends {packages}");
    let before = match (system.root, system.sudo) {
        (true, _) => "",
        // Without a person to give a password sudo must fail at once rather than wait for ever.
        (false, true) if system.person => "sudo ",
        (false, true) => "sudo -n ",
        (false, false) => {
            return Remedy::Tell(format!(
                "This machine lacks packages, and there is no sudo here to install them with. As root, please run:\n\n  \
                 {update}\n  {install}"
            ));
        }
    };
    let words = |line: &str| format!("{before}{line}").split_whitespace().map(str::to_owned).collect();
    Remedy::Install(vec![words(update), words(&install)])
}

fn looked_for(need: &Need) -> String {
    match need.elsewhere {
        Evidence::Program(name) => format!("the program {name}"),
        Evidence::PkgConfig(library) => format!("the library {library}"),
    }
}

/// Runs one of the commands of a [`Remedy::Install`] on the terminal, where sudo can ask for a password.
pub fn run(words: &[String]) -> Result<(), Trouble> {
    let Some((program, arguments)) = words.split_first() else {
        return Ok(());
    };
    let line = words.join(" ");
    let status = Command::new(program)
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .status()
        .doing(format!("run `{line}`"))?;
    match (status.success(), process::interrupted()) {
        (_, true) => Err(Trouble::Interrupted),
        (true, false) => Ok(()),
        (false, false) => Err(Trouble::because(format!(
            "`{line}` failed ({status}). Please run it yourself, with whatever rights it needs, and then run the \
             command again."
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::For;
    use super::*;

    fn bookworm() -> System {
        System {
            name: "Debian GNU/Linux 12 (bookworm)".into(),
            debian: true,
            release: Some(12),
            root: true,
            sudo: false,
            person: false,
        }
    }

    fn missing(packages: &[&str]) -> Vec<&'static Need> {
        For::Tests.needs().filter(|need| packages.contains(&need.package)).collect()
    }

    #[test]
    fn a_machine_with_everything_is_left_alone() {
        assert_eq!(remedy(&bookworm(), &[]), Remedy::Nothing);
    }

    #[test]
    fn root_on_debian_updates_once_and_installs_only_what_is_missing() {
        let Remedy::Install(commands) = remedy(&bookworm(), &missing(&["xvfb", "chromium"])) else {
            panic!("expected an installation");
        };
        let lines: Vec<String> = commands.iter().map(|words| words.join(" ")).collect();
        assert_eq!(lines, ["apt-get update", "apt-get install -y --no-install-recommends xvfb chromium"]);
    }

    #[test]
    fn others_go_through_sudo_which_asks_only_where_somebody_can_answer() {
        let person = System { root: false, sudo: true, person: true, ..bookworm() };
        let nobody = System { person: false, ..person.clone() };
        for (system, expected) in [(person, "sudo apt-get update"), (nobody, "sudo -n apt-get update")] {
            let Remedy::Install(commands) = remedy(&system, &missing(&["libssl-dev"])) else {
                panic!("expected an installation");
            };
            assert_eq!(commands[0].join(" "), expected);
        }
    }

    #[test]
    fn without_root_and_sudo_the_commands_are_told() {
        let Remedy::Tell(words) = remedy(&System { root: false, ..bookworm() }, &missing(&["libssl-dev"])) else {
            panic!("expected words");
        };
        assert!(words.contains("As root") && words.contains("--no-install-recommends libssl-dev"), "{words}");
    }

    #[test]
    fn another_system_is_told_what_is_missing_in_its_own_terms() {
        let fedora = System { name: "Fedora Linux 44".into(), debian: false, release: None, ..bookworm() };
        let Remedy::Tell(words) = remedy(&fedora, &missing(&["libwebkit2gtk-4.1-dev", "xvfb"])) else {
            panic!("expected words");
        };
        assert!(words.contains("On Fedora Linux 44"), "{words}");
        assert!(words.contains("the library webkit2gtk-4.1") && words.contains("the program Xvfb"), "{words}");
    }

    #[test]
    fn an_old_debian_is_told_so() {
        let bullseye = System { release: Some(11), ..bookworm() };
        let Remedy::Tell(words) = remedy(&bullseye, &missing(&["libwebkit2gtk-4.1-dev"])) else {
            panic!("expected words");
        };
        assert!(words.starts_with("Debian 11"), "{words}");
    }

    #[test]
    fn debian_and_its_relatives_are_recognised() {
        let debian = "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nVERSION_ID=\"12\"\nID=debian\n";
        assert_eq!(read_release(debian), ("Debian GNU/Linux 12 (bookworm)".into(), true, Some(12)));
        let ubuntu = "PRETTY_NAME=\"Ubuntu 24.04\"\nID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"24.04\"\n";
        assert_eq!(read_release(ubuntu), ("Ubuntu 24.04".into(), true, None));
        assert_eq!(read_release("ID=arch\n"), ("this system".into(), false, None));
    }

    #[test]
    fn a_browser_demo_asks_for_no_window_and_no_browser_driver() {
        let packages: Vec<&str> = For::Headless.needs().map(|need| need.package).collect();
        assert_eq!(packages, ["build-essential", "pkg-config", "libssl-dev"]);
    }
}
