//! Parses YAML text into a tree of [`Node`]s. Scalars are not typed yet: each is the text that was written.
//!
//! The tree is built from the parser events of the YAML crate, because only these include the position of each key
//! and the written form of a scalar (`1.10` must not become 1.1).

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use diagnostics::{Diagnostic, Diagnostics, Message, Phrase, SourceFile, composed, message, phrase};
use serde_yaml::granit_parser::{Event, Parser, ScalarStyle, ScanError, Span};

use super::repair::{Repair, repair};
use super::scan_error::reason;
use super::{Comment, KeyValue, Node, Value, structure};
use crate::limits;

/// Parses a whole file as [`parse`] does.
pub fn parse_file(file: &Arc<SourceFile>, diagnostics: &mut Diagnostics) -> Option<Node> {
    parse(file, 0..file.text().len(), diagnostics)
}

/// Parses the part of `file` at `range` as one YAML document. Reports invalid YAML and returns `None`. An empty
/// document is [`Value::Null`].
pub fn parse(file: &Arc<SourceFile>, range: Range<usize>, diagnostics: &mut Diagnostics) -> Option<Node> {
    let text = &file.text();
    let events = Parser::new_from_str(&text[range.clone()]);
    let mut builder = Builder {
        file,
        text,
        offset: range.start,
        end: range.end,
        open: Vec::new(),
        root: None,
        problem: None,
    };
    for event in events {
        match event {
            Ok((event, span)) => builder.event(event, span),
            Err(error) => builder.syntax_error(&error),
        }
        if let Some(problem) = builder.problem {
            diagnostics.push(problem);
            return None;
        }
    }
    let empty = Node { span: range.start..range.start, value: Value::Null, cut: None };
    Some(builder.root.unwrap_or(empty))
}

/// Builds nodes from events.
struct Builder<'a> {
    file: &'a Arc<SourceFile>,
    /// The text of the file.
    text: &'a str,
    /// The offset of the parsed text in the file.
    offset: usize,
    /// Its end in the file.
    end: usize,
    /// Collections whose end has not been reached yet, outermost first.
    open: Vec<Open>,
    root: Option<Node>,
    problem: Option<Diagnostic>,
}

/// A collection that is being read.
enum Open {
    Sequence(Range<usize>, Vec<Node>),
    Mapping(Range<usize>, Vec<KeyValue>, Option<(String, Range<usize>)>),
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, span: Span) {
        let span = self.range(span);
        match event {
            Event::Scalar(text, style, _, _) => self.scalar(text, style, span),
            Event::SequenceStart(..) | Event::MappingStart(..)
                if self.open.len() == limits::MAX_YAML_DEPTH =>
            {
                let message = message! {
                    UnsupportedYaml,
                    en: "lists and keys are nested too deeply",
                    fr: "trop de listes et de clés s’emboîtent"
                };
                let hint = phrase! {
                    en: "put quotes around a text that starts with `[` or `{{`, and check the indentation",
                    fr: "mettez entre guillemets droits un texte qui commence par `[` ou `{{`, et vérifiez le décalage des \
                         lignes"
                };
                self.refuse(span, message, hint)
            }
            Event::SequenceStart(..) => self.open.push(Open::Sequence(span, Vec::new())),
            Event::MappingStart(..) => self.open.push(Open::Mapping(span, Vec::new(), None)),
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(_) | Event::UnresolvedAlias(_) => self.refuse(
                span,
                message! {
                    UnsupportedYaml,
                    en: "a reference to another value (`*name`) is not supported",
                    fr: "un renvoi à une autre valeur (`*nom`) n’est pas admis"
                },
                phrase! {
                    en: "repeat the value; a text that starts with `*` needs quotes around it",
                    fr: "répétez la valeur ; un texte qui commence par `*` se met entre guillemets droits"
                },
            ),
            Event::DocumentStart(..) if self.root.is_some() => self.refuse(
                span,
                message! {
                    UnsupportedYaml,
                    en: "a second YAML document starts here",
                    fr: "un second document YAML commence ici"
                },
                phrase! {
                    en: "remove the line `---`; a file contains one document",
                    fr: "supprimez la ligne `---` ; un fichier contient un seul document"
                },
            ),
            _ => {}
        }
    }

    fn scalar(&mut self, text: Cow<'_, str>, style: ScalarStyle, span: Range<usize>) {
        let null = style == ScalarStyle::Plain && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
        let value = match style {
            _ if null => Value::Null,
            // Escape sequences may be decomposed; everything else is part of a file that was composed when it was read.
            ScalarStyle::DoubleQuoted => Value::Scalar(composed(text.into_owned())),
            _ => Value::Scalar(text.into_owned()),
        };
        let cut = match style {
            ScalarStyle::Plain => Comment::behind(self.text, &span, self.key_column()),
            _ => None,
        };
        self.node(Node { span, value, cut });
    }

    /// Returns the column of the key whose value is being read.
    fn key_column(&self) -> Option<usize> {
        let Some(Open::Mapping(_, _, Some((_, key)))) = self.open.last() else { return None };
        let line = self.text[..key.start].rfind('\n').map_or(0, |newline| newline + 1);
        Some(key.start - line)
    }

    fn close(&mut self) {
        let node = match self.open.pop() {
            Some(Open::Sequence(span, nodes)) => Node {
                span: nodes.first().map_or(span, |first| first.span.clone()),
                value: Value::Sequence(nodes),
                cut: None,
            },
            Some(Open::Mapping(span, pairs, _)) => Node {
                span: pairs.first().map_or(span, |first| first.key_span.clone()),
                value: Value::Mapping(pairs),
                cut: None,
            },
            None => return,
        };
        self.node(node);
    }

    fn node(&mut self, node: Node) {
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::Sequence(_, nodes)) => nodes.push(node),
            Some(Open::Mapping(_, pairs, key)) => match (key.take(), node) {
                (Some((key, key_span)), node) => pairs.push(KeyValue { key, key_span, node }),
                (None, Node { span, value: Value::Scalar(text), .. }) => *key = Some((text, span)),
                (None, Node { span, .. }) => self.refuse(
                    span,
                    message! { UnsupportedYaml, en: "a key must be a text", fr: "une clé doit être un texte" },
                    phrase! {
                        en: "write `key: value`; put quotes around a text that starts with `[` or `{{`",
                        fr: "écrivez `clé: valeur` ; mettez entre guillemets droits un texte qui commence par `[` ou `{{`"
                    },
                ),
            },
        }
    }

    fn refuse(&mut self, span: Range<usize>, message: Message, hint: Phrase) {
        self.problem = Some(Diagnostic::new(self.file, span, message).with_hint(hint));
    }

    fn syntax_error(&mut self, error: &ScanError) {
        let start = self.offset + error.marker().byte_offset().unwrap_or_default();
        let line_end = self.text[start..].find('\n').map_or(self.text.len(), |end| start + end);
        if let Some(problem) = structure::odd_space(self.file, &(self.offset..line_end)) {
            self.problem = Some(problem);
            return;
        }
        let error = error.info();
        let reason = reason(&error);
        let message = message! {
            InvalidYaml,
            en: "this is not YAML: {reason}",
            fr: "ceci n’est pas du YAML : {reason}";
            reason
        };
        let general = phrase! {
            en: "indent with spaces, write a space after each colon, and put quotes around a text that contains `: ` \
                 or ` #` or starts with one of `[ ] {{ }} > | * & ! % @ \" '`",
            fr: "décalez les lignes par des espaces, écrivez un espace après chaque deux-points, et mettez entre \
                 guillemets droits un texte qui contient `: ` ou ` #`, ou qui commence par l’un des signes \
                 `[ ] {{ }} > | * & ! % @ \" '`"
        };
        let part = self.offset..self.end;
        let repair = repair(self.text, &part, start, &error);
        let Repair { span, hint } = repair.unwrap_or(Repair { span: start..start + 1, hint: general });
        self.refuse(span, message, hint);
    }

    fn range(&self, span: Span) -> Range<usize> {
        // The parser returns byte offsets for any text that is entirely in memory, as here.
        let range = span.byte_range().unwrap_or_default();
        self.offset + range.start..self.offset + range.end
    }
}
