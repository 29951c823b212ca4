//! The files of `content/`, read but not yet understood: where each belongs, `site.yaml`, when a file is published and what
//! git says of it.
//!
//! With `theme` and `images` the only crate of the generator that reads files for a site. It must never know what a
//! workshop or a page of the site is.

pub mod config;
pub mod front_matter;
pub mod history;
mod limits;
pub mod load;
pub mod publication;
