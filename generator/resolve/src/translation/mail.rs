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
    let node = file.and_then(|file| Some((file, yaml::parse_file(file, diagnostics)?)));
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

/// Adds the texts of those of these mails that are not translated, which stay in the site's own language, `main`.
pub(super) fn add_untranslated<'m>(
    texts: &mut MailTexts,
    mails: impl IntoIterator<Item = &'m ScheduledMail>,
    main: &str,
) {
    for mail in mails {
        if !texts.contains_key(&mail.id) {
            let text = MailText { language: Some(main.to_owned()), ..MailText::clone(&mail.text) };
            texts.insert(mail.id.clone(), text.into());
        }
    }
}

/// Gives the mails their texts, which mails with the same text share.
pub(super) fn translate_mails(mails: &mut Shared<Vec<ScheduledMail>>, texts: &MailTexts) {
    // An empty list stays shared.
    if mails.is_empty() {
        return;
    }
    for mail in mails.iter_mut() {
        if let Some(text) = texts.get(&mail.id) {
            mail.text = text.clone();
        }
    }
}
