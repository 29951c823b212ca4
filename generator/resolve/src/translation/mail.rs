//! The texts of scheduled mails in a further language: `messages.<language>.yaml`.

use std::collections::BTreeMap;
use std::sync::Arc;

use diagnostics::{Diagnostics, SourceFile, message, phrase, suggestion};
use markdown::Typography;
use model::scheduled_mail::{MailText, ScheduledMail};
use model::shared::Shared;
use model::slug::Slug;
use yaml::shape::TextKind;
use yaml::{KeyValue, Node, Reader};

use super::super::scheduled_mail::mail_text;

/// Translated mails by identifier.
pub(super) type MailTexts = BTreeMap<Slug, Shared<MailText>>;

/// Reads the translations of the mails with these identifiers. Unreadable ones are reported and omitted.
pub(super) fn mail_texts(
    file: Option<&Arc<SourceFile>>,
    original: &[Slug],
    typography: Typography,
    diagnostics: &mut Diagnostics,
) -> MailTexts {
    let node = file.and_then(|file| Some((file, yaml::parse(file, 0..file.text.len(), diagnostics)?)));
    let texts = node
        .and_then(|(file, node)| entries(&mut Reader::new(file, diagnostics), &node, original, typography));
    texts.unwrap_or_default().into_iter().map(|(id, text)| (id, text.into())).collect()
}

/// Reads the entries of the file.
pub(super) fn entries(
    reader: &mut Reader<'_>,
    node: &Node,
    original: &[Slug],
    typography: Typography,
) -> Option<Vec<(Slug, MailText)>> {
    reader.entries(node, TextKind::Slug, |reader, KeyValue { key, key_span, node }| {
        let Some(id) = original.iter().find(|id| id.as_str() == key) else {
            let otherwise = phrase! {
                en: "name a mail of `messages.yaml`",
                fr: "nommez un courriel de `messages.yaml`"
            };
            let hint = suggestion::hint(key, original.iter().map(Slug::as_str), otherwise);
            let message = message! {
                UnknownOriginal,
                en: "there is no mail `{key}`",
                fr: "il n’y a pas de courriel `{key}`"
            };
            reader.refuse(key_span, message, hint);
            return None;
        };
        let mut fields = reader.fields(node)?;
        let text = mail_text(reader, &mut fields, typography);
        fields.finish(reader);
        Some((id.clone(), text?))
    })
}

/// Gives the mails their translated texts. Those without one stay in the site's own language, `main`.
pub(super) fn translate_mails(mails: &mut [ScheduledMail], texts: &MailTexts, main: &str) {
    for mail in mails {
        match texts.get(&mail.id) {
            Some(text) => mail.text = text.clone(),
            None => mail.text.language = Some(main.to_owned()),
        }
    }
}
