//! The texts of a workshop in one language, with their positions in files.

use std::ops::Range;
use std::sync::Arc;

use diagnostics::{Phrase, Place, Rest, SourceFile, phrase};
use markdown::prose::{self, PassageKind, Prose};
use resolve::{Content, ShortText, ShortTextKind, TextKey};
use yaml::Origin;

use crate::claims;
use crate::compare::{Heading, Setting, TextKind};
use crate::exception::Exception;
use crate::facts::Facts;
use crate::language::Language;
use crate::role::Roles;
use crate::token::{Token, sentences};

/// A text.
pub(crate) struct Source<'c> {
    kind: TextKind,
    /// The text that positions count from: the Markdown, or the whole file of a short text.
    pub(crate) text: Rest,
    body: Body<'c>,
}

enum Body<'c> {
    Markdown(Prose, &'c Origin),
    Short(&'c ShortText),
}

/// Returns the texts of a workshop that can contain a claim or a mark, without those that are not translated. `cities`
/// are the unknown ones of venues, folded.
pub(crate) fn sources<'c>(content: &'c Content, facts: &Facts<'c>, cities: &[String]) -> Vec<Source<'c>> {
    let slug = &facts.workshop.slug;
    let sessions = (0..facts.sessions().len())
        .map(|index| (TextKey::Session(slug.clone(), index), TextKind::Session(index)));
    let keys = [
        (TextKey::Workshop(slug.clone()), TextKind::Workshop),
        (TextKey::Outcomes(slug.clone()), TextKind::Outcomes),
    ];
    let markdown = keys.into_iter().chain(sessions).filter_map(|(key, kind)| {
        let source = content.texts.get(&key).filter(|_| content.other_language_of(&key).is_none())?;
        let text = source.markdown();
        let is_of_interest = claims::are_possible(&text, cities) || text.contains("<!--");
        let prose = is_of_interest.then(|| prose::prose(&text))?;
        Some(Source { kind, text, body: Body::Markdown(prose, source.origin()) })
    });
    let short = facts.places.texts.iter().map(|text| {
        let kind = match text.kind {
            ShortTextKind::Title => TextKind::Title,
            ShortTextKind::Summary => TextKind::Workshop,
            ShortTextKind::SessionTitle(index) | ShortTextKind::AttendanceNote(index) => {
                TextKind::Session(index)
            }
        };
        Source { kind, text: Rest::new(text.file.text(), 0), body: Body::Short(text) }
    });
    markdown.chain(short).collect()
}

/// Returns the marks of exceptions in the files of texts, each with its place.
pub(crate) fn exceptions(sources: &[Source<'_>]) -> Vec<(Place, Exception)> {
    let in_texts = sources.iter().flat_map(|source| {
        let exceptions = source.exceptions();
        exceptions.into_iter().map(|exception| (source.place(&exception.span), exception))
    });
    let mut found: Vec<_> = in_texts.collect();
    let mut files: Vec<&Arc<SourceFile>> = Vec::new();
    for file in sources.iter().map(Source::file) {
        // Most files have no mark, and are not parsed again.
        let text = file.text();
        if file.path.ends_with(".yaml")
            && text.contains("intended")
            && !files.iter().any(|known| Arc::ptr_eq(known, file))
        {
            files.push(file);
            let comments = yaml::comments(file).into_iter();
            found.extend(comments.filter_map(|span| {
                let exception = Exception::of_yaml(&text[span.clone()], &span)?;
                Some((Place::new(file, span), exception))
            }));
        }
    }
    found
}

impl<'c> Source<'c> {
    /// Returns the file of the text.
    pub(crate) fn file(&self) -> &'c Arc<SourceFile> {
        match &self.body {
            Body::Markdown(_, origin) => origin.file(),
            Body::Short(text) => &text.file,
        }
    }

    /// Returns a place in the file.
    pub(crate) fn place(&self, span: &Range<usize>) -> Place {
        match &self.body {
            Body::Markdown(_, origin) => origin.place(span),
            Body::Short(text) => Place::new(&text.file, span.clone()),
        }
    }

    /// Returns the marks of exceptions in the text.
    fn exceptions(&self) -> Vec<Exception> {
        let Body::Markdown(prose, _) = &self.body else { return Vec::new() };
        let comments = prose.comments.iter();
        comments.filter_map(|span| Exception::of(self.text.get(span.clone())?, span)).collect()
    }

    /// Returns how to except words of this text, for hints: a mark holds for its whole file.
    pub(crate) fn exception_for(&self, words: &str) -> Phrase {
        match &self.body {
            Body::Markdown(..) => phrase! {
                en: "`<!-- intended: {words} -->` to the text",
                fr: "`<!-- intended: {words} -->` au texte"
            },
            Body::Short(text) if text.file.path.ends_with(".md") => phrase! {
                en: "`<!-- intended: {words} -->` to the text below the front matter",
                fr: "`<!-- intended: {words} -->` au texte sous l’en-tête"
            },
            Body::Short(_) => phrase! {
                en: "a line `# intended: {words}` to this file",
                fr: "une ligne `# intended: {words}` à ce fichier"
            },
        }
    }

    /// Returns the beginning of a comment in a text that is not Markdown, where it is no comment.
    pub(crate) fn shown_comment(&self) -> Option<Range<usize>> {
        let Body::Short(text) = &self.body else { return None };
        let start = text.span.start + text.written(&self.text).find("<!--")?;
        Some(start..start + "<!--".len())
    }

    /// Calls `read` for each sentence of the passages that can contain a claim.
    pub(crate) fn sentences(
        &self,
        language: Language,
        cities: &[String],
        mut read: impl FnMut(&[Token], Setting),
    ) {
        let mut setting =
            Setting { text: self.kind, passage: PassageKind::Paragraph, heading: Heading::default() };
        let prose = match &self.body {
            Body::Markdown(prose, _) => prose,
            Body::Short(text) => {
                let written = text.written(&self.text);
                if !claims::are_possible(written, cities) {
                    return;
                }
                let parts = [(text.span.start, written)];
                sentences(parts, language).iter().for_each(|sentence| read(sentence, setting));
                return;
            }
        };
        for passage in &prose.passages {
            let is_heading = passage.kind == PassageKind::Heading;
            if !is_heading && !passage.parts.iter().any(|(_, part)| claims::are_possible(part, cities)) {
                continue;
            }
            let parts = passage.parts.iter().map(|(start, part)| (*start, part.as_str()));
            let sentences = sentences(parts, language);
            setting.passage = passage.kind;
            if is_heading {
                let has = |roles| sentences.iter().flatten().any(|token| token.has(roles));
                setting.heading = Heading { dates: has(Roles::SCHEDULE), fees: has(Roles::FEE) };
            }
            sentences.iter().for_each(|sentence| read(sentence, setting));
        }
    }
}
