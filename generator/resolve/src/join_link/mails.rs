//! The scheduled mails that others than confirmed participants receive.

use std::ops::Range;
use std::sync::Arc;

use content::load::Sources;
use diagnostics::{Diagnostics, SourceFile};
use yaml::{Node, Value};

use crate::places::text_of;
use crate::scheduled_mail::RECIPIENTS;

/// Returns the files with such mails, translations included, each with the parts that are such mails.
pub(super) fn for_others(sources: &Sources) -> Vec<(&Arc<SourceFile>, Vec<Range<usize>>)> {
    let of_site = sources.messages.as_ref().map(|file| ("messages.yaml".to_owned(), file));
    let of_workshops = sources.workshops.iter().filter_map(|(slug, files)| {
        Some((format!("workshops/{slug}/messages.yaml"), files.messages.as_ref()?))
    });
    let mut found = Vec::new();
    for (path, original) in of_site.into_iter().chain(of_workshops) {
        let Some(Node { value: Value::Sequence(mails), .. }) = parsed(original) else { continue };
        let mails: Vec<_> = mails.iter().filter(|mail| is_for_others(mail)).collect();
        if mails.is_empty() {
            continue;
        }
        found.push((original, mails.iter().flat_map(|mail| mail.scalars()).collect()));
        for file in sources.translations.values().filter_map(|files| files.get(&path)) {
            let Some(translations) = parsed(file) else { continue };
            let texts = mails.iter().filter_map(|mail| translations.get(text_of(mail, "id")?.trim()));
            found.push((file, texts.flat_map(Node::scalars).collect()));
        }
    }
    found
}

fn parsed(file: &Arc<SourceFile>) -> Option<Node> {
    yaml::parse_file(file, &mut Diagnostics::default())
}

fn is_for_others(mail: &Node) -> bool {
    let named = text_of(mail, "to").and_then(|to| RECIPIENTS.iter().find(|(word, _)| *word == to.trim()));
    named.is_some_and(|(_, recipients)| !recipients.are_confirmed())
}
