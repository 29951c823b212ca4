//! Reads the files of `content/` without interpreting them: where each file belongs, `site.yaml`, when a file is
//! published, its history in git, and earlier revisions of it.
//!
//! Only this crate, `theme` and `images` read the files of a site. It must never know what a workshop or a page of
//! the site is.

pub mod config;
pub mod front_matter;
mod git;
pub mod history;
mod limits;
pub mod load;
pub mod page_file;
pub mod publication;
pub mod revision;
