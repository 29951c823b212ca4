//! Where permalinks are written in `site.yaml`, for problems with addresses.

use diagnostics::{Diagnostics, Place};

use super::Config;

impl Config {
    /// Returns the place of a permalink of this language, by its key in `permalinks`. For one that is not written, it is
    /// the one that it follows from: that of the site's own language, or the whole list.
    pub fn place_of_permalink(&self, key: &str) -> Place {
        // Problems are rare, so the positions are not kept.
        let Some(file) = yaml::parse_file(&self.file, &mut Diagnostics::default()) else {
            return Place::new(&self.file, 0..0);
        };
        let of_site = file.get("permalinks");
        let of_language = self
            .further_language()
            .and_then(|language| file.get("translations")?.get(language)?.get("permalinks"));
        let written = [of_language, of_site].into_iter().flatten().find_map(|list| list.get(key));
        Place::new(&self.file, written.or(of_site).unwrap_or(&file).span.clone())
    }
}
