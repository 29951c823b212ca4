//! The kind of a field: its Rust type and its name for theme authors.

use std::collections::BTreeMap;

use syn::{GenericArgument, PathArguments, Type};

/// The kind of a field.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// A text, in a format with this name.
    Text(&'static str),
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// A view or a choice of texts, by its Rust name.
    View(String),
    /// A list.
    List(Box<Kind>),
    /// A map by name.
    ByName(Box<Kind>),
    /// A value or `none`.
    OrNothing(Box<Kind>),
}

/// Text formats that the Rust type does not express, recognised in the field's doc comment.
const FORMATS: [(&str, &str); 2] = [("as HTML", "HTML"), ("JSON-LD", "JSON-LD")];

impl Kind {
    /// Returns the kind of a field with this type and doc comment.
    ///
    /// # Errors
    ///
    /// Returns an error if templates must not see the type.
    pub(super) fn of(ty: &Type, doc: &str) -> Result<Kind, String> {
        let path = match ty {
            Type::Path(path) => &path.path,
            Type::Reference(reference) => return Kind::of(&reference.elem, doc),
            _ => return Err("its type has no description for theme authors".to_owned()),
        };
        let last = path.segments.last().ok_or("its type has no name")?;
        let arguments: Vec<&Type> = match &last.arguments {
            PathArguments::AngleBracketed(list) => list.args.iter().filter_map(of_argument).collect(),
            _ => Vec::new(),
        };
        let inner = || match arguments.last() {
            Some(inner) => Kind::of(inner, doc).map(Box::new),
            None => Err("its type has no type argument".to_owned()),
        };
        Ok(match last.ident.to_string().as_str() {
            "String" | "str" | "Key" => Kind::Text(format_of(doc)),
            "bool" => Kind::Boolean,
            "u8" | "u16" | "u32" | "u64" | "usize" | "i16" | "i32" | "i64" => Kind::Number,
            "Date" => Kind::Text("day"),
            "Time" => Kind::Text("time of day"),
            "Timestamp" => Kind::Text("instant"),
            "Vec" => Kind::List(inner()?),
            "BTreeMap" => Kind::ByName(inner()?),
            "Option" => Kind::OrNothing(inner()?),
            "Box" | "Repeated" => *inner()?,
            name => Kind::View(name.to_owned()),
        })
    }

    /// Renames the views in the kind.
    pub(super) fn renamed(self, names: &BTreeMap<String, String>) -> Kind {
        let within = |inner: Box<Kind>| Box::new(inner.renamed(names));
        match self {
            Kind::View(name) => Kind::View(names.get(&name).cloned().unwrap_or(name)),
            Kind::List(inner) => Kind::List(within(inner)),
            Kind::ByName(inner) => Kind::ByName(within(inner)),
            Kind::OrNothing(inner) => Kind::OrNothing(within(inner)),
            Kind::Text(_) | Kind::Number | Kind::Boolean => self,
        }
    }

    /// Returns the view in the kind.
    pub(super) fn view(&self) -> Option<&str> {
        match self {
            Kind::Text(_) | Kind::Number | Kind::Boolean => None,
            Kind::View(name) => Some(name),
            Kind::List(inner) | Kind::ByName(inner) | Kind::OrNothing(inner) => inner.view(),
        }
    }

    /// Returns the name for theme authors; `link` formats links to views.
    pub(super) fn words(&self, link: &impl Fn(&str) -> String) -> String {
        match self {
            Kind::Text(format) => (*format).to_owned(),
            Kind::Number => "number".to_owned(),
            Kind::Boolean => "boolean".to_owned(),
            Kind::View(name) => link(name),
            Kind::List(inner) => format!("list of {}", inner.several(link)),
            Kind::ByName(inner) => format!("{} by name", inner.several(link)),
            Kind::OrNothing(inner) => format!("{} or nothing", inner.words(link)),
        }
    }

    fn several(&self, link: &impl Fn(&str) -> String) -> String {
        match self {
            Kind::Text("time of day") => "times of day".to_owned(),
            Kind::Text(format @ ("HTML" | "JSON-LD")) => (*format).to_owned(),
            Kind::Text(_) | Kind::Number | Kind::Boolean => format!("{}s", self.words(link)),
            // Spell the name as in its heading.
            Kind::View(_) => self.words(link),
            Kind::List(inner) => format!("lists of {}", inner.several(link)),
            Kind::ByName(_) | Kind::OrNothing(_) => format!("({})", self.words(link)),
        }
    }
}

fn of_argument(argument: &GenericArgument) -> Option<&Type> {
    match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

fn format_of(doc: &str) -> &'static str {
    let known = FORMATS.iter().find(|(phrase, _)| doc.contains(phrase));
    known.map_or("text", |(_, format)| format)
}
