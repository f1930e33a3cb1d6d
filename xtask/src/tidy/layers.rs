//! The screens' layers: shared, then features, then screens. A feature never imports another feature, so that each can
//! be read, changed and thrown away alone; the shell (Tauri) is named in one folder.

use super::Breach;

/// Layers from the bottom. A folder of `ui/src` that is not listed, such as `api`, is below them all.
const LAYERS: &[&str] = &["shared", "features", "screens"];

/// Every import in a screen's source that runs the wrong way.
pub fn check(file: &str, content: &str) -> Vec<Breach> {
    let Some(inside) = file.strip_prefix("ui/src/") else {
        return Vec::new();
    };
    let mut breaches = Vec::new();
    for (index, line) in content.lines().enumerate() {
        for specifier in specifiers(line) {
            if let Some(words) = wrong(inside, specifier) {
                breaches.push(Breach { place: format!("{file}:{}", index + 1), words });
            }
        }
    }
    breaches
}

/// What a line imports: the quoted text after `from` or `import`.
fn specifiers(line: &str) -> impl Iterator<Item = &str> {
    ["from ", "import ", "import("].into_iter().filter_map(move |word| {
        let (_, rest) = line.split_once(word)?;
        let rest = rest.trim_start();
        let quote = rest.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
        let (specifier, _) = rest.strip_prefix(quote)?.split_once(quote)?;
        Some(specifier)
    })
}

/// Words for an import of `specifier` by `inside` (both from `ui/src`) that runs the wrong way.
fn wrong(inside: &str, specifier: &str) -> Option<String> {
    if specifier.starts_with("@tauri-apps/") && !inside.starts_with("api/") {
        return Some("only ui/src/api speaks to the shell: import from there.".to_owned());
    }
    let target = resolve(inside, specifier)?;
    let (from, to) = (layer(inside)?, layer(&target)?);
    if to > from {
        return Some(format!(
            "{} is below {}: imports run shared -> features -> screens.",
            name(inside),
            name(&target)
        ));
    }
    let (mine, theirs) = (inside.split('/').nth(1)?, target.split('/').nth(1)?);
    let features = LAYERS.get(from).is_some_and(|layer| *layer == "features");
    (features && from == to && mine != theirs)
        .then(|| format!("the feature {mine} imports the feature {theirs}: move what both need to ui/src/shared."))
}

/// The imported file from `ui/src`: relative to the importing file, or through an alias such as `$features/job`.
fn resolve(inside: &str, specifier: &str) -> Option<String> {
    if !specifier.starts_with('.') {
        let path = specifier.trim_start_matches(['$', '@', '~', '/']).trim_start_matches("lib/");
        return LAYERS.iter().any(|layer| path.starts_with(&format!("{layer}/"))).then(|| path.to_owned());
    }
    let mut parts: Vec<&str> = inside.split('/').collect();
    parts.pop();
    for part in specifier.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

fn layer(path: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| name(path) == *layer)
}

fn name(path: &str) -> &str {
    path.split('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaches(file: &str, line: &str) -> usize {
        check(file, line).len()
    }

    #[test]
    fn a_feature_may_not_import_another() {
        assert_eq!(breaches("ui/src/features/job/Note.svelte", "import Pin from '../pin/Pin.svelte';"), 1);
        assert_eq!(breaches("ui/src/features/job/note.ts", "import { pin } from \"$features/pin/pin\";"), 1);
        assert_eq!(breaches("ui/src/features/job/note.ts", "const pin = await import('../pin/pin');"), 1);
    }

    #[test]
    fn nothing_imports_what_stands_above_it() {
        assert_eq!(breaches("ui/src/shared/Button.svelte", "import { row } from '../features/job/row';"), 1);
        assert_eq!(breaches("ui/src/features/job/Note.svelte", "import Today from '../../screens/Today.svelte';"), 1);
    }

    #[test]
    fn what_runs_down_or_stays_at_home_is_fine() {
        assert_eq!(breaches("ui/src/features/job/Note.svelte", "import { diff } from './diff';"), 0);
        assert_eq!(breaches("ui/src/features/job/Note.svelte", "import Button from '../../shared/Button.svelte';"), 0);
        assert_eq!(breaches("ui/src/screens/Today.svelte", "import Row from '../features/job/Row.svelte';"), 0);
        assert_eq!(breaches("ui/src/features/job/Note.svelte", "import type { Note } from '../../api/generated';"), 0);
        assert_eq!(breaches("ui/src/features/job/Note.svelte", "import { onMount } from 'svelte';"), 0);
    }

    #[test]
    fn the_shell_is_named_in_one_folder() {
        assert_eq!(breaches("ui/src/screens/Today.svelte", "import { invoke } from '@tauri-apps/api/core';"), 1);
        assert_eq!(breaches("ui/src/api/tauri.ts", "import { invoke } from '@tauri-apps/api/core';"), 0);
    }

    #[test]
    fn files_outside_the_screens_are_not_judged() {
        assert_eq!(breaches("tests/e2e/a.mjs", "import x from '../features/b/c.mjs';"), 0);
    }
}
