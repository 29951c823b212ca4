//! Rendering: view + template → text.
//!
//! A template sees `site` ([`SiteView`]), `head` ([`HeadView`]), `page` (the view of its
//! page) and `languages` (the [languages](PageLanguageView) in which the page exists: none, or at least two). It
//! has these functions and filters, which follow the language of the site:
//!
//! - `t(key="…", name=value, …)`: a text of the theme; with `count=n`, its plural form
//! - `date | date(style="full")`: a day; the styles are `full` (default), `long`, `day` and `month`
//! - `time | time`: a time of day
//! - `instant | date_time`: an instant, in the site's time zone
//! - `instant | opening`, `instant | deadline`: the start or end of something, without the time if it is midnight
//! - `amount | money`: an amount
//! - `number | number`: a whole number
//! - `text | lines(width=14, most=3)`: a list of lines of at most `width` ems, for pictures
//!
//! Values are escaped unless a template uses `| safe`, which only rendered Markdown needs.

mod wording;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use model::money::Money;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tera::{Context, Kwargs, State, Tera, TeraResult, Value};

pub use self::wording::Wording;
use crate::format::{Formats, FormatsError};
use crate::lines::lines;
use crate::repeated::value_for_templates;
use crate::site::{HeadView, PageLanguageView, SiteView};
use crate::theme::Theme;
use crate::words::{Words, WordsError};

/// A renderer of a theme's templates in one language.
#[derive(Debug)]
pub struct Renderer {
    sources: Arc<Sources>,
    site: SiteView,
    wording: Arc<Wording>,
    /// The parsed templates with the functions and filters of the language; empty until they are needed.
    tera: OnceLock<Tera>,
}

/// The texts of templates, which all languages share.
#[derive(Debug)]
struct Sources {
    templates: BTreeMap<String, String>,
    extends: Vec<String>,
}

/// The data of a page in the form that templates take, made before the page is rendered. It can be rendered like any other data.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct PageData(Value);

/// The reason why a theme or a page cannot be rendered.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A template cannot be parsed, or uses a value that does not exist.
    #[error(transparent)]
    Template(#[from] tera::Error),
    /// The language or time zone of the site is unknown.
    #[error(transparent)]
    Formats(#[from] FormatsError),
    /// The theme lacks a text.
    #[error(transparent)]
    Words(#[from] WordsError),
}

impl PageData {
    /// Converts the data of a page.
    ///
    /// # Errors
    ///
    /// Returns [`RenderError`] if a value cannot be converted.
    pub fn new(page: &impl Serialize) -> Result<PageData, RenderError> {
        Ok(PageData(value_for_templates(page)?))
    }
}

impl Renderer {
    /// Parses the templates of a theme.
    ///
    /// # Errors
    ///
    /// Returns [`RenderError`] if a template cannot be parsed, or if the language or time zone is unknown.
    pub fn new(theme: &Theme) -> Result<Renderer, RenderError> {
        Ok(Renderer::with_wording(theme, Arc::new(Wording::of(theme)?))?)
    }

    /// Parses the templates of a theme, for the words and formats of its language.
    ///
    /// # Errors
    ///
    /// Returns the error of a template that cannot be parsed.
    pub fn with_wording(theme: &Theme, wording: Arc<Wording>) -> Result<Renderer, tera::Error> {
        let renderer = Renderer::on_demand(theme, wording);
        renderer.tera()?;
        Ok(renderer)
    }

    /// Returns a renderer that parses the templates of a theme when it first renders a page, for a program that starts
    /// often and may not render any. A build with the theme has parsed them before.
    pub fn on_demand(theme: &Theme, wording: Arc<Wording>) -> Renderer {
        let Theme { templates, extends, site, .. } = theme;
        let sources = Arc::new(Sources { templates: templates.clone(), extends: extends.clone() });
        Renderer { sources, site: site.clone(), wording, tera: OnceLock::new() }
    }

    /// Returns a renderer of the same templates in the language of `site` with its `wording`. Templates that were parsed
    /// are not parsed again.
    pub fn in_language(&self, site: &SiteView, wording: Arc<Wording>) -> Renderer {
        let in_language = |tera: &Tera| {
            let mut tera = tera.clone();
            set_language(&mut tera, site, &wording);
            tera
        };
        let tera = self.tera.get().map(in_language).map_or_else(OnceLock::new, OnceLock::from);
        Renderer { sources: Arc::clone(&self.sources), site: site.clone(), wording, tera }
    }

    /// Returns the parsed templates, and parses them if this is the first time.
    fn tera(&self) -> Result<&Tera, tera::Error> {
        if let Some(tera) = self.tera.get() {
            return Ok(tera);
        }
        let mut tera = Tera::new();
        // Texts of mails (`.txt`) are not markup.
        tera.autoescape_on(vec![".html", ".xml", ".svg"]);
        set_language(&mut tera, &self.site, &self.wording);
        tera.set_fallback_prefixes(self.sources.extends.iter().map(|name| format!("{name}/")))?;
        tera.add_raw_templates(&self.sources.templates)?;
        Ok(self.tera.get_or_init(|| tera))
    }

    /// Renders a page with a template.
    ///
    /// # Errors
    ///
    /// Returns [`RenderError`] if the template does not exist or uses a value that does not.
    pub fn render(
        &self,
        template: &str,
        head: &HeadView,
        page: &impl Serialize,
    ) -> Result<String, RenderError> {
        self.render_in(&[], template, head, page)
    }

    /// Renders a page that exists in several languages. Its data is freed before the template runs, unless it is borrowed.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`Renderer::render`].
    pub fn render_in(
        &self,
        languages: &[PageLanguageView],
        template: &str,
        head: &HeadView,
        page: impl Serialize,
    ) -> Result<String, RenderError> {
        let mut context = Context::new();
        context.insert("languages", languages);
        context.insert("head", head);
        context.insert_value("page", value_for_templates(&page)?);
        drop(page);
        Ok(self.tera()?.render(template, &context)?)
    }

    /// Returns the words and formats of the language.
    pub fn wording(&self) -> &Wording {
        &self.wording
    }

    /// Returns the texts of the language.
    pub fn words(&self) -> &Words {
        &self.wording.words
    }

    /// Returns the formats of the language.
    pub fn formats(&self) -> &Formats {
        &self.wording.formats
    }
}

/// Makes the templates use the language of a site instead of an earlier one.
fn set_language(tera: &mut Tera, site: &SiteView, wording: &Arc<Wording>) {
    register(tera, wording);
    tera.global_context().insert("site", site);
}

fn register(tera: &mut Tera, wording: &Arc<Wording>) {
    let words = Arc::clone(wording);
    tera.register_function("t", move |kwargs: Kwargs, _: &State<'_>| words.text(&kwargs));

    let date = Arc::clone(wording);
    tera.register_filter("date", move |value: &Value, kwargs: Kwargs, _: &State<'_>| {
        date.date(read::<Date>(value)?, kwargs.get::<String>("style")?)
    });

    let time = Arc::clone(wording);
    tera.register_filter("time", move |value: &Value, _: Kwargs, _: &State<'_>| {
        time.formats.time(read::<Time>(value)?, &time.words).map_err(message)
    });

    let date_time = Arc::clone(wording);
    tera.register_filter("date_time", move |value: &Value, _: Kwargs, _: &State<'_>| {
        date_time.formats.date_time(read::<Timestamp>(value)?, &date_time.words).map_err(message)
    });

    let opening = Arc::clone(wording);
    tera.register_filter("opening", move |value: &Value, _: Kwargs, _: &State<'_>| {
        opening.formats.opening(read::<Timestamp>(value)?, &opening.words).map_err(message)
    });

    let deadline = Arc::clone(wording);
    tera.register_filter("deadline", move |value: &Value, _: Kwargs, _: &State<'_>| {
        deadline.formats.deadline(read::<Timestamp>(value)?, &deadline.words).map_err(message)
    });

    let money = Arc::clone(wording);
    tera.register_filter("money", move |value: &Value, _: Kwargs, _: &State<'_>| {
        money.formats.money(read::<Money>(value)?, &money.words).map_err(message)
    });

    let number = Arc::clone(wording);
    tera.register_filter("number", move |value: i64, _: Kwargs, _: &State<'_>| number.formats.number(value));

    tera.register_filter("lines", |text: &str, kwargs: Kwargs, _: &State<'_>| {
        let width = kwargs.must_get::<f64>("width")?;
        Ok::<_, tera::Error>(lines(text, width, kwargs.must_get::<usize>("most")?))
    });
}

fn read<T: DeserializeOwned>(value: &Value) -> TeraResult<T> {
    T::deserialize(value.clone()).map_err(message)
}

fn message(error: impl fmt::Display) -> tera::Error {
    tera::Error::message(error.to_string())
}

#[cfg(test)]
mod tests;
