//! All texts of the content, for searches.

use std::sync::Arc;

use diagnostics::SourceFile;

use super::{Sources, WorkshopSources};

impl Sources {
    /// Iterates over the files that are read, in every language: Markdown and YAML.
    pub fn texts(&self) -> impl Iterator<Item = &Arc<SourceFile>> {
        let of_workshops = self.workshops.values().flat_map(|files| {
            let WorkshopSources { index, sessions, registration, questionnaire, messages, outcomes, .. } =
                files;
            [index, sessions, registration, questionnaire, messages, outcomes]
        });
        let single =
            [&self.site, &self.venues, &self.messages, &self.home].into_iter().chain(of_workshops).flatten();
        let named = self.speakers.values().chain(self.pages.values());
        single.chain(named).chain(self.translations.values().flat_map(|files| files.values()))
    }
}
