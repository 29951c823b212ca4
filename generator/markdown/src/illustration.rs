//! Writes images. An image with a title that is alone in a paragraph becomes a figure, with the title as its caption.

mod rejections;

use std::ops::Range;

use addresses::{has_scheme, on_computer};
use diagnostics::Rejection;
use pulldown_cmark::{Event, Tag, TagEnd};

use super::images::{self, Image};
use super::writer::Writer;
use super::{Located, Problem, text_of};
use crate::Shown;

impl<'t> Writer<'_, 't> {
    /// Returns whether the paragraph that has just started contains only an image with a title.
    pub(super) fn is_figure(&self, after: &[Located<'t>]) -> bool {
        let Some((Event::Start(Tag::Image { title, .. }), _)) = after.first() else {
            return false;
        };
        let next = after.get(image_end(after));
        !title.trim().is_empty() && matches!(next, Some((Event::End(TagEnd::Paragraph), _)))
    }

    /// Writes the paragraph that has just started as a figure.
    pub(super) fn figure<'e>(&mut self, after: &'e [Located<'t>]) -> &'e [Located<'t>] {
        let rest = &after[image_end(after) + 1..];
        if let Some((Event::Start(tag @ Tag::Image { title, .. }), range)) = after.first()
            && let Some(image) = self.image_html(tag, None, range, &after[1..])
        {
            let caption = self.rendering.typography.text(title);
            self.out.push(Event::Html(images::figure(&image, &caption).into()));
        }
        rest
    }

    /// Writes an image in a line of text.
    pub(super) fn image<'e>(
        &mut self,
        event: &Event<'t>,
        range: &Range<usize>,
        after: &'e [Located<'t>],
    ) -> &'e [Located<'t>] {
        if let Event::Start(tag @ Tag::Image { title, .. }) = event {
            let title = Some(self.rendering.typography.text(title)).filter(|title| !title.is_empty());
            let html = self.image_html(tag, title.as_deref(), range, after);
            self.out.extend(html.map(|html| Event::InlineHtml(html.into())));
        }
        self.flow.interrupt(None);
        let end = after.iter().position(|(event, _)| *event == Event::End(TagEnd::Image));
        &after[end.map_or(after.len(), |end| end + 1)..]
    }

    /// Returns the HTML of an image; `None`, which is reported, if it cannot be shown.
    fn image_html(
        &mut self,
        tag: &Tag<'t>,
        title: Option<&str>,
        range: &Range<usize>,
        after: &[Located<'t>],
    ) -> Option<String> {
        let Tag::Image { dest_url, .. } = tag else {
            return None;
        };
        let written = text_of(after);
        let alt = self.rendering.typography.text(written.trim());
        if is_file_name(written.trim(), dest_url) {
            let Rejection { message, hint } = rejections::file_name(written.trim());
            self.rendered.warnings.push(Problem::new(range.clone(), message, hint));
        }
        if alt.is_empty() {
            self.reject(range, rejections::no_text());
        }
        let leads_to_file =
            || self.rendering.surroundings.link(dest_url).is_ok_and(|it| it.attachment.is_some());
        if has_scheme(dest_url) && !leads_to_file() {
            self.reject(range, on_computer(dest_url).unwrap_or_else(rejections::external));
            return None;
        }
        let (link, place) = self.resolved(dest_url, range)?;
        let Some(path) = link.attachment else {
            self.reject(&place, rejections::page());
            return None;
        };
        let shown = match self.rendering.surroundings.image(&path) {
            Ok(shown) => shown,
            Err(problem) => {
                self.reject(&place, problem);
                return None;
            }
        };
        self.images += 1;
        let is_first = self.rendering.is_at_top && self.images == 1;
        let html = images::image(&Image { href: &link.href, alt: &alt, title, is_first }, &shown);
        match shown {
            Shown::Picture(_) => self.rendered.images.push((place, path)),
            Shown::AsIs => self.rendered.attachments.push(path),
        }
        Some(html)
    }

    fn reject(&mut self, range: &Range<usize>, Rejection { message, hint }: Rejection) {
        self.refuse(range, message, hint);
    }
}

/// Returns the index of the event at the end of the image that `after` starts with.
fn image_end(after: &[Located<'_>]) -> usize {
    let end = after.iter().position(|(event, _)| *event == Event::End(TagEnd::Image));
    end.map_or(after.len(), |end| end + 1)
}

/// Returns whether an alternative text is the name of the image's file, such as `IMG_0042`, `img 0042` or `plan.png`. Words
/// that a file was named after, such as a person's name, are a description.
fn is_file_name(alt: &str, path: &str) -> bool {
    let decoded = addresses::decoded(path.split(['?', '#']).next().unwrap_or_default());
    let name = decoded.rsplit('/').next().unwrap_or_default().to_lowercase();
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let alt = alt.to_lowercase();
    let words = |text: &str| text.replace(['-', '_'], " ");
    let is_numbered = alt.contains(|c: char| c.is_ascii_digit());
    !alt.is_empty() && (alt == name || alt == stem || is_numbered && words(&alt) == words(stem))
}
