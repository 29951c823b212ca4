//! Markdown of mails: paragraphs, lists, emphasis and links, as data for the templates. Everything else is reported,
//! because mail programs show it badly or not at all.

use std::ops::Range;

use addresses::is_web_address;
use diagnostics::{Phrase, message, phrase};
use model::rich_text::{Block, Run};
use model::scheduled_mail::placeholders;
use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::{Flow, Located, Problem, Typography, near_miss, parse, raw_html};

/// A text that was read, and its problems.
#[derive(Debug, Default)]
pub struct RichText {
    /// Its parts.
    pub blocks: Vec<Block>,
    /// What mails cannot contain, and Markdown that has no effect.
    pub problems: Vec<Problem>,
}

/// Reads the Markdown of a mail.
pub fn rich_text(text: &str, typography: Typography) -> RichText {
    let mut problems = Vec::new();
    let events = parse(text, &mut problems);
    near_miss::check(text, &events, &mut problems);
    let mut reading =
        Reading { typography, read: RichText { blocks: Vec::new(), problems }, ..Reading::default() };
    events.iter().for_each(|event| reading.event(event));
    reading.read
}

/// A text up to the event that is being read.
#[derive(Default)]
struct Reading {
    typography: Typography,
    read: RichText,
    /// The runs of the current paragraph or item.
    runs: Vec<Run>,
    /// How the next text looks.
    style: Run,
    flow: Flow,
    /// The items of the current list, and whether they are numbered.
    list: Option<(bool, Vec<Vec<Run>>)>,
    /// The number of elements around the event that mails cannot contain, whose content is not read.
    ignored: usize,
}

impl Reading {
    fn event(&mut self, (event, range): &Located<'_>) {
        match event {
            Event::Start(_) if self.ignored > 0 => self.ignored += 1,
            Event::End(_) if self.ignored > 0 => self.ignored -= 1,
            Event::Html(html) | Event::InlineHtml(html) => {
                self.read.problems.extend(raw_html::problem(html, range, false));
            }
            _ if self.ignored > 0 => {}
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) => {
                let text = self.typography.flow(text, &mut self.flow);
                self.push(text.into_owned());
            }
            Event::Code(code) => {
                self.flow.interrupt(code.chars().next_back());
                self.push(code.to_string());
            }
            Event::SoftBreak => self.push_break(" "),
            Event::HardBreak => self.push_break("\n"),
            Event::Rule => self.refuse(range, &phrase! { en: "horizontal rules", fr: "de filet" }),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Paragraph if self.list.is_some() && !self.runs.is_empty() => self.push_break("\n"),
            Tag::Paragraph => {}
            Tag::List(number) if self.list.is_none() => self.list = Some((number.is_some(), Vec::new())),
            Tag::Item => self.begin(),
            Tag::Strong => self.style.strong = true,
            Tag::Emphasis => self.style.emphasis = true,
            Tag::Link { link_type, dest_url, .. } => {
                let scheme = if *link_type == LinkType::Email { "mailto:" } else { "" };
                let target = format!("{scheme}{dest_url}");
                self.check_link(&target, range);
                self.style.href = Some(target);
            }
            // Its HTML is reported.
            Tag::HtmlBlock => {}
            other => {
                self.refuse(range, &named(other));
                self.ignored = 1;
            }
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph if self.list.is_none() => {
                let runs = std::mem::take(&mut self.runs);
                self.read.blocks.push(Block::Paragraph { runs });
                self.begin();
            }
            TagEnd::Item => {
                let runs = std::mem::take(&mut self.runs);
                if let Some((_, items)) = &mut self.list {
                    items.push(runs);
                }
            }
            TagEnd::List(_) => {
                let list = self.list.take();
                self.read.blocks.extend(list.map(|(ordered, items)| Block::List { ordered, items }));
                self.begin();
            }
            TagEnd::Strong => self.style.strong = false,
            TagEnd::Emphasis => self.style.emphasis = false,
            TagEnd::Link => self.style.href = None,
            _ => {}
        }
    }

    /// Begins a paragraph or item.
    fn begin(&mut self) {
        self.runs.clear();
        self.flow = Flow::default();
    }

    fn push_break(&mut self, text: &str) {
        self.flow.interrupt(Some('\n'));
        self.push(text.to_owned());
    }

    /// Adds text to the last run, if it looks the same.
    fn push(&mut self, text: String) {
        let run = Run { text, ..self.style.clone() };
        match self.runs.last_mut() {
            Some(last) if Run { text: String::new(), ..last.clone() } == self.style => {
                last.text.push_str(&run.text)
            }
            _ => self.runs.push(run),
        }
    }

    fn check_link(&mut self, target: &str, range: &Range<usize>) {
        let is_other = ["mailto:", "tel:"].iter().any(|scheme| target.starts_with(scheme));
        let has_placeholder = placeholders(target).next().is_some();
        if (is_web_address(target) || is_other) && !has_placeholder {
            return;
        }
        let message = message! {
            ForeignToMail,
            en: "`{target}` leads nowhere from a mail",
            fr: "depuis un courriel, `{target}` ne mène nulle part"
        };
        let hint = phrase! {
            en: "write the full address: `https://…`, `mailto:…` or `tel:…`",
            fr: "écrivez l’adresse complète : `https://…`, `mailto:…` ou `tel:…`"
        };
        self.read.problems.push(Problem::new(range.clone(), message, hint));
    }

    fn refuse(&mut self, range: &Range<usize>, what: &Phrase) {
        let message = message! {
            ForeignToMail,
            en: "a mail cannot contain {what}",
            fr: "un courriel ne peut pas contenir {what}";
            what
        };
        let hint = phrase! {
            en: "write paragraphs, lists, `**bold**`, `*emphasis*` and links",
            fr: "écrivez des paragraphes, des listes, `**gras**`, `*italique*` et des liens"
        };
        self.read.problems.push(Problem::new(range.clone(), message, hint));
    }
}

fn named(tag: &Tag<'_>) -> Phrase {
    match tag {
        Tag::Heading { .. } => phrase! { en: "headings", fr: "d’intertitre" },
        Tag::BlockQuote(_) => phrase! { en: "quotations", fr: "de citation" },
        Tag::CodeBlock(_) => phrase! { en: "blocks of code", fr: "de bloc de code" },
        Tag::List(_) => phrase! { en: "lists within lists", fr: "de liste dans une liste" },
        Tag::Table(_) => phrase! { en: "tables", fr: "de tableau" },
        Tag::Image { .. } => phrase! { en: "images", fr: "d’image" },
        Tag::Strikethrough => phrase! { en: "strikethrough", fr: "de texte barré" },
        Tag::FootnoteDefinition(_) => phrase! { en: "footnotes", fr: "de note" },
        _ => phrase! { en: "this", fr: "ceci" },
    }
}

#[cfg(test)]
mod tests {
    use diagnostics::ToolLanguage;

    use super::*;

    fn shown(runs: &[Run]) -> String {
        let shown = runs.iter().map(|run| {
            let mut text = run.text.replace('\n', "⏎");
            if run.strong {
                text = format!("<b>{text}</b>");
            }
            if run.emphasis {
                text = format!("<i>{text}</i>");
            }
            match &run.href {
                Some(href) => format!("<{href}>{text}</>"),
                None => text,
            }
        });
        shown.collect()
    }

    fn blocks(text: &str) -> Vec<String> {
        let read = rich_text(text, Typography::French);
        assert!(read.problems.is_empty(), "{text}: {:?}", read.problems);
        let blocks = read.blocks.iter().map(|block| match block {
            Block::Paragraph { runs } => shown(runs),
            Block::List { ordered, items } => {
                let items = items.iter().map(|runs| shown(runs)).collect::<Vec<_>>();
                format!("{}[{}]", if *ordered { "1" } else { "-" }, items.join("|"))
            }
        });
        blocks.collect()
    }

    #[test]
    fn paragraphs_lists_emphasis_and_links_are_data() {
        assert_eq!(
            blocks("Le {date} :\nvenez **vite** !\\\nMerci"),
            ["Le {date}\u{a0}: venez <b>vite</b>\u{202f}!⏎Merci"]
        );
        assert_eq!(
            blocks("Un\n\nDeux *[ici](https://a.example/b)*"),
            ["Un", "Deux <https://a.example/b><i>ici</i></>"]
        );
        assert_eq!(blocks("- un\n- *deux*\n\nFin"), ["-[un|<i>deux</i>]", "Fin"]);
        assert_eq!(blocks("1. un\n\n   suite\n\n2. deux"), ["1[un⏎suite|deux]"]);
        assert_eq!(
            blocks("`wifi` <!-- à revoir -->\n\n[Écrire](mailto:a@b.example)"),
            ["wifi ", "<mailto:a@b.example>Écrire</>"]
        );
        assert!(blocks("").is_empty());
    }

    #[test]
    fn what_mails_cannot_contain_is_reported_once() {
        for (text, expected) in [
            ("## Titre", "a mail cannot contain headings"),
            ("![un plan](plan.png)", "a mail cannot contain images"),
            ("| a | b |\n| - | - |\n| c | d |", "a mail cannot contain tables"),
            ("- un\n  - deux\n    - trois", "a mail cannot contain lists within lists"),
            ("> **cité**", "a mail cannot contain quotations"),
            ("---", "a mail cannot contain horizontal rules"),
            ("[plan](plan.pdf)", "`plan.pdf` leads nowhere from a mail"),
            ("[ici](https://a.example/{date})", "`https://a.example/{date}` leads nowhere from a mail"),
            ("~~barré~~", "a mail cannot contain strikethrough"),
            ("<b>gras</b>", "HTML is not allowed in a text"),
        ] {
            let problems = rich_text(text, Typography::French).problems;
            let messages: Vec<_> =
                problems.iter().map(|it| it.message.phrase.text(ToolLanguage::English)).collect();
            assert_eq!(messages, [expected], "{text}");
        }
    }
}
