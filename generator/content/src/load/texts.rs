//! All texts of the content, for searches.

use std::sync::Arc;

use diagnostics::SourceFile;

use super::Sources;

impl Sources {
    /// Iterates over the files that are read, in every language: Markdown and YAML.
    pub fn texts(&self) -> impl Iterator<Item = &Arc<SourceFile>> {
        let of_workshops = self.workshops.values().flat_map(|files| {
            [&files.index, &files.sessions, &files.registration, &files.questionnaire, &files.outcomes]
        });
        let single = [&self.site, &self.venues, &self.home].into_iter().chain(of_workshops).flatten();
        let named = self.speakers.values().chain(self.pages.values());
        single.chain(named).chain(self.translations.values().flat_map(|files| files.values()))
    }
}
