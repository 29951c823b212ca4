//! `Collection`: the entries of a kind of file, or the only file of the kind, as Sveltia CMS lists them.

use schema::{FILE_KINDS, FileKind};
use serde::Serialize;
use yaml::shape::{Shape, TextKind};

use crate::Site;
use crate::field::{Field, Fields, Required};
use crate::format::{Format, SOURCE};
use crate::widget::Widget;
use crate::words::Words;

/// The start of the names of translations.
const TRANSLATION: &str = "translation.";

/// The kinds in the order of the editor, with their Material Symbols. Others follow.
const ORDER: [(&str, &str); 12] = [
    ("workshop", "co_present"),
    ("sessions", "event"),
    ("registration", "how_to_reg"),
    ("questionnaire", "quiz"),
    ("workshop.messages", "schedule_send"),
    ("outcomes", "task_alt"),
    ("speaker", "record_voice_over"),
    ("venues", "location_on"),
    ("messages", "schedule_send"),
    ("page", "description"),
    ("home", "home"),
    ("site", "settings"),
];

/// Keys from which the name of a new file is made.
const NAMING: [&str; 2] = ["name", "title"];

/// The entries of a kind of file.
#[derive(Debug, Serialize)]
pub(crate) struct Collection {
    name: String,
    label: String,
    icon: &'static str,
    #[serde(flatten)]
    place: Place,
}

/// Where the entries are.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Place {
    /// One entry for each file of a folder, or for each file of a name in its folders.
    Folder(Box<Folder>),
    /// One file.
    File { files: [File; 1] },
}

#[derive(Debug, Serialize)]
struct Folder {
    label_singular: String,
    folder: String,
    path: String,
    extension: &'static str,
    format: String,
    slug: Slug,
    #[serde(skip_serializing_if = "Option::is_none")]
    identifier_field: Option<String>,
    summary: String,
    /// Uploaded files are placed beside the entry.
    media_folder: &'static str,
    public_folder: &'static str,
    i18n: bool,
    fields: Vec<Field>,
}

/// How a new entry is named.
#[derive(Debug, Serialize)]
struct Slug {
    #[serde(skip_serializing_if = "Option::is_none")]
    template: Option<String>,
    editable: [&'static str; 1],
    hint: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<[String; 2]>,
}

#[derive(Debug, Serialize)]
struct File {
    name: String,
    label: String,
    file: String,
    format: String,
    fields: Vec<Field>,
}

/// A collection and the format of its files.
#[derive(Debug)]
pub(crate) struct Described {
    pub(crate) collection: Collection,
    pub(crate) format_name: String,
    pub(crate) format: Format,
}

/// Returns the collections of a site: those in its own language, then translations that are files of their own.
pub(crate) fn all(site: Site<'_>, words: &Words) -> Vec<Described> {
    let kinds = || FILE_KINDS.iter().filter(|kind| kind.path.starts_with("content/"));
    let mut own: Vec<_> = kinds().filter(|kind| !is_translation(kind)).collect();
    own.sort_by_key(|kind| ORDER.iter().position(|(name, _)| *name == kind.name).unwrap_or(ORDER.len()));
    let of_language = |language: &&str| {
        let language = language.to_string();
        let translations = kinds().filter(|kind| is_translation(kind) && !is_beside(kind));
        translations.map(move |kind| described(site, words, kind, Some(&language))).collect::<Vec<_>>()
    };
    let translated = site.further_languages.iter().flat_map(of_language);
    own.into_iter().map(|kind| described(site, words, kind, None)).chain(translated).collect()
}

fn is_translation(kind: &FileKind) -> bool {
    kind.name.starts_with(TRANSLATION)
}

/// Returns whether the editor shows a translation beside the original: the file is in the same folder, and has no keys
/// that the original does not have.
fn is_beside(translation: &FileKind) -> bool {
    translation.path.contains("*.?.")
}

fn described(site: Site<'_>, words: &Words, kind: &FileKind, language: Option<&str>) -> Described {
    let name = kind.name.trim_start_matches(TRANSLATION);
    // Sveltia CMS reads a dot as the path of a field.
    let full_name =
        language.map_or(name.to_owned(), |language| format!("{name}-{language}")).replace('.', "-");
    let [label, singular] = words.kind(name).map(|label| match language {
        Some(language) => words.in_language(&label, language),
        None => label,
    });
    let is_text = kind.is_front_matter();
    let format_name = if is_text { format!("{full_name}-frontmatter") } else { full_name.clone() };
    let (fields, format) = fields(site, words, kind, name);
    let path = path(site, kind, language);
    let (stem, _) = path.rsplit_once('.').unwrap_or((&path, ""));
    let place = match stem.split_once("/*") {
        Some((folder, below)) => Place::Folder(Box::new(Folder {
            label_singular: singular,
            folder: folder.to_owned(),
            path: format!("{{{{slug}}}}{below}"),
            extension: format.extension,
            format: format_name.clone(),
            slug: slug(words, &fields, language),
            identifier_field: naming(&fields).map(str::to_owned),
            summary: naming(&fields).map_or("{{slug}}".to_owned(), |name| format!("{{{{{name}}}}}")),
            media_folder: "",
            public_folder: "",
            i18n: translation_beside(kind).is_some() && !site.further_languages.is_empty(),
            fields,
        })),
        None => {
            let (name, label, format) = (full_name.clone(), label.clone(), format_name.clone());
            Place::File { files: [File { name, label, file: path, format, fields }] }
        }
    };
    let icon = ORDER.iter().find(|(kind, _)| *kind == name).map_or("draft", |(_, icon)| *icon);
    let icon = if language.is_some() { "translate" } else { icon };
    Described { collection: Collection { name: full_name, label, icon, place }, format_name, format }
}

/// Returns the path of the files of a kind in the repository, with `*` for the name of each.
fn path(site: Site<'_>, kind: &FileKind, language: Option<&str>) -> String {
    let path = kind.path.replace('?', language.unwrap_or_default());
    match &site.editor.folder {
        Some(folder) => format!("{folder}/{path}"),
        None => path,
    }
}

fn naming(fields: &[Field]) -> Option<&'static str> {
    NAMING.into_iter().find(|name| fields.iter().any(|field| field.name == *name))
}

/// Returns how a new entry is named: after its title or, if it belongs to a workshop, like that.
fn slug(words: &Words, fields: &[Field], language: Option<&str>) -> Slug {
    let texts = &words.texts;
    Slug {
        template: naming(fields).filter(|_| language.is_none()).map(|name| format!("{{{{{name}}}}}")),
        editable: ["create"],
        hint: texts.slug_hint.clone(),
        pattern: TextKind::Slug.pattern().map(|pattern| [pattern, texts.not_slug.clone()]),
    }
}

/// Returns the fields of a kind of file, and how they are written.
fn fields(site: Site<'_>, words: &Words, kind: &FileKind, name: &str) -> (Vec<Field>, Format) {
    let shape = kind.shape();
    let name = name.rsplit('.').next().unwrap_or(name);
    let root = (!matches!(shape, Shape::Mapping(_))).then_some(name);
    let mut made = Fields::new(words, kind, root);
    let own = match &shape {
        Shape::Mapping(mapping) => made.of_mapping("", mapping),
        other => made.field(name, name, other, true).into_iter().collect(),
    };
    let body = kind.is_front_matter().then(|| Field::optional("body", &words.texts.body, Widget::markdown()));
    let source = Field::hidden(SOURCE, SOURCE, Widget::Hidden);
    let mut fields: Vec<_> = [source].into_iter().chain(own).chain(body).collect();
    if let Some(translation) = translation_beside(kind).filter(|_| !site.further_languages.is_empty()) {
        let shape = translation.shape();
        fields.iter_mut().for_each(|field| mark_translated(field, site.language, &shape));
    }
    let extension = if kind.is_front_matter() { "md" } else { "yaml" };
    let root = root.map(str::to_owned);
    (
        fields,
        Format { extension, body: kind.is_front_matter(), root, maps: made.maps, switches: made.switches },
    )
}

/// Returns the kind of the translations that the editor shows beside files of a kind.
fn translation_beside(kind: &FileKind) -> Option<&'static FileKind> {
    FileKind::named(&format!("{TRANSLATION}{}", kind.name)).filter(|translation| is_beside(translation))
}

/// Marks a field that each language has, with the language that requires it.
fn mark_translated(field: &mut Field, language: &str, translation: &Shape) {
    let Shape::Mapping(mapping) = translation else { return };
    let is_of_any = [SOURCE, "body"].contains(&field.name.as_str());
    field.i18n = Some(is_of_any || mapping.key(&field.name).is_some());
    if let Some(Required::Everywhere(true)) = field.required {
        field.required = Some(Required::In([language.to_owned()]));
    }
}
