//! Tells Tauri that its sources stand in `src-tauri/` although the package is the repository's root.

use tauri_build::{AppManifest, Attributes, try_build};

const PERMISSIONS: &str = "src-tauri/permissions/**/*";
const CAPABILITIES: &str = "src-tauri/capabilities/**/*";

fn main() -> Result<(), String> {
    // Declaring any of these switches off Cargo's default of watching the whole package, which is the repository.
    for watched in ["src-tauri/build.rs", "src-tauri/capabilities", "src-tauri/permissions", "src-tauri/icons"] {
        println!("cargo::rerun-if-changed={watched}");
    }
    // The screens are embedded in the binary. Without that feature they come from the development server.
    if std::env::var_os("CARGO_FEATURE_CUSTOM_PROTOCOL").is_some() {
        println!("cargo::rerun-if-changed=ui/dist");
    }
    let attributes = Attributes::new()
        .capabilities_path_pattern(CAPABILITIES)
        .app_manifest(AppManifest::new().permissions_path_pattern(PERMISSIONS));
    try_build(attributes).map_err(|error| format!("{error:#}"))
}
