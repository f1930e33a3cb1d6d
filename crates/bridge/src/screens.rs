//! The built screens as files.

use std::path::Path;

use tower_http::services::ServeDir;

/// The folder's files; `/` is its `index.html`. The screens keep their own routes after the `#`.
pub(crate) fn files(ui: &Path) -> ServeDir {
    ServeDir::new(ui).append_index_html_on_directories(true)
}
