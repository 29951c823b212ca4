//! Parses views from Rust sources: their serialised fields and doc comments.
//!
//! Anything that cannot be described to theme authors, such as an unknown serde attribute, is an error and never
//! omitted.

use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Fields, Item, ItemEnum, ItemStruct, Lit, Meta, Token};

use super::kind::Kind;

/// A type that templates see.
#[derive(Clone, Debug)]
pub(super) struct View {
    /// The Rust name, such as `TopicLinkView`.
    pub(super) name: String,
    /// The foreign type that is serialised like this one, if it only declares the shape (serde's `remote`).
    pub(super) declares: Option<String>,
    /// The file that defines it, relative to the project's folder.
    pub(super) file: String,
    /// The doc comment on one line, without the templates.
    pub(super) doc: String,
    /// The templates whose `page` it is, as named in its doc comment.
    pub(super) templates: Vec<String>,
    /// Its members.
    pub(super) shape: Shape,
}

/// The members of a view.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// Fields, in order.
    Fields(Vec<Field>),
    /// A choice of texts.
    Values(Vec<Value>),
}

/// A field of a view.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// The name in templates.
    pub(super) name: String,
    /// The kind.
    pub(super) kind: Kind,
    /// The doc comment on one line.
    pub(super) doc: String,
}

/// A text that a view may be.
#[derive(Clone, Debug)]
pub(super) struct Value {
    /// The variant's Rust name.
    pub(super) variant: String,
    /// The text.
    pub(super) text: String,
    /// The doc comment on one line.
    pub(super) doc: String,
}

/// Returns every serialised type of a file.
pub(super) fn views(path: &str, source: &str, problems: &mut Vec<String>) -> Vec<View> {
    let file = syn::parse_file(source).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut views = Vec::new();
    for item in &file.items {
        let view = match item {
            Item::Struct(item) if is_serialised(&item.attrs) => of_struct(path, item, problems),
            Item::Enum(item) if is_serialised(&item.attrs) => of_enum(path, item, problems),
            _ => None,
        };
        views.extend(view);
    }
    views
}

fn of_struct(path: &str, item: &ItemStruct, problems: &mut Vec<String>) -> Option<View> {
    let name = item.ident.to_string();
    // Templates only see structs with named fields; other implementations of `Serialize` are for other readers.
    let Fields::Named(named) = &item.fields else { return None };
    let of_view = serde(&item.attrs, &name, problems);
    if let Some(rule) = of_view.rename_all {
        problems
            .push(format!("{path}: `{name}` renames its fields by `{rule}`, which is not supported here"));
    }
    let mut fields = Vec::new();
    for field in &named.named {
        let member = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
        let whole = format!("{name}.{member}");
        let attributes = serde(&field.attrs, &whole, problems);
        if attributes.skipped {
            continue;
        }
        let doc = sentence(path, &whole, &field.attrs, problems);
        let name = attributes.rename.unwrap_or(member);
        match Kind::of(&field.ty, &doc) {
            Ok(kind) => fields.push(Field { name, kind, doc }),
            Err(why) => problems.push(format!("{path}: `{whole}`: {why}")),
        }
    }
    let declares = of_view.remote;
    Some(View { declares, ..view(path, name, &item.attrs, Shape::Fields(fields), problems) })
}

fn of_enum(path: &str, item: &ItemEnum, problems: &mut Vec<String>) -> Option<View> {
    let name = item.ident.to_string();
    if item.variants.iter().any(|variant| !matches!(variant.fields, Fields::Unit)) {
        return None;
    }
    let rename_all = serde(&item.attrs, &name, problems).rename_all;
    let mut values = Vec::new();
    for variant in &item.variants {
        let whole = format!("{name}.{}", variant.ident);
        let attributes = serde(&variant.attrs, &whole, problems);
        if attributes.skipped {
            continue;
        }
        let doc = comment(&variant.attrs);
        let variant = variant.ident.to_string();
        let text = match (attributes.rename, rename_all.as_deref()) {
            (Some(text), _) => text,
            (None, None) => variant.clone(),
            (None, Some("kebab-case")) => words(&variant).join("-"),
            (None, Some(rule)) => {
                problems.push(format!(
                    "{path}: `{name}` renames its variants by `{rule}`, which is not supported here"
                ));
                continue;
            }
        };
        values.push(Value { variant, text, doc });
    }
    Some(view(path, name, &item.attrs, Shape::Values(values), problems))
}

fn view(
    path: &str,
    name: String,
    attributes: &[Attribute],
    shape: Shape,
    problems: &mut Vec<String>,
) -> View {
    let doc = sentence(path, &name, attributes, problems);
    let (doc, templates) = without_templates(&doc);
    View { name, declares: None, file: path.to_owned(), doc, templates, shape }
}

/// Splits a camel-case name into lower-case words: `TopicLink` becomes `topic link`.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for letter in name.chars() {
        match words.last_mut() {
            Some(word) if !letter.is_uppercase() => word.push(letter),
            _ => words.push(letter.to_lowercase().collect()),
        }
    }
    words
}

/// Removes `Template` or `Templates` and the following names from the end of a doc comment.
fn without_templates(doc: &str) -> (String, Vec<String>) {
    let at = ["Template `", "Templates `"].iter().find_map(|start| doc.find(start));
    let Some(at) = at else { return (doc.to_owned(), Vec::new()) };
    let templates = doc[at..].split('`').skip(1).step_by(2).map(str::to_owned).collect();
    (doc[..at].trim_end().to_owned(), templates)
}

/// Returns a doc comment, which must be a sentence.
fn sentence(path: &str, whole: &str, attributes: &[Attribute], problems: &mut Vec<String>) -> String {
    let doc = comment(attributes);
    if !doc.ends_with('.') {
        problems.push(format!("{path}: `{whole}` needs a doc comment: a sentence with a full stop"));
    }
    doc
}

/// Returns a doc comment on one line.
fn comment(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    });
    lines.collect::<Vec<_>>().join(" ").trim().to_owned()
}

fn is_serialised(attributes: &[Attribute]) -> bool {
    let derives = attributes.iter().filter(|attribute| attribute.path().is_ident("derive"));
    derives
        .filter_map(|derive| {
            derive.parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated).ok()
        })
        .any(|paths| paths.iter().any(|path| path.is_ident("Serialize")))
}

/// The serde attributes that change the serialisation.
#[derive(Default)]
struct Serde {
    rename: Option<String>,
    rename_all: Option<String>,
    remote: Option<String>,
    skipped: bool,
}

fn serde(attributes: &[Attribute], whole: &str, problems: &mut Vec<String>) -> Serde {
    let mut serde = Serde::default();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        let read = attribute.parse_nested_meta(|meta| {
            let name = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
            match name.as_str() {
                "rename" => serde.rename = Some(text(&meta)?),
                "rename_all" => serde.rename_all = Some(text(&meta)?),
                "remote" => serde.remote = Some(text(&meta)?),
                // Use the declared type; a template test fails if the data differs.
                "serialize_with" => drop(text(&meta)?),
                "skip" | "skip_serializing" => serde.skipped = true,
                // Affects deserialisation only.
                "default" | "skip_deserializing" => {}
                _ => return Err(meta.error(format!("`{name}`"))),
            }
            Ok(())
        });
        if let Err(error) = read {
            problems.push(format!(
                "`{whole}`: the reference does not support serde's {error}; \
                 remove it, or support it in `tests/suite/theme_reference/source.rs`"
            ));
        }
    }
    serde
}

fn text(meta: &syn::meta::ParseNestedMeta<'_>) -> syn::Result<String> {
    Ok(meta.value()?.parse::<syn::LitStr>()?.value())
}
