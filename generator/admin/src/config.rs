//! `Config`: the file `config.json`, which `editor/src/main.js` reads.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::Site;
use crate::collection::{self, Collection};
use crate::format::Format;
use crate::repository::Repository;
use crate::words::Words;

/// The maximum size of an uploaded file in bytes: git keeps every version of it.
const MAX_UPLOAD: u32 = 10 * 1024 * 1024;

/// The configuration of the editor.
#[derive(Debug, Serialize)]
pub(crate) struct Config<'a> {
    /// The formats of files by name.
    formats: BTreeMap<String, Format>,
    /// The configuration of Sveltia CMS.
    cms: Cms<'a>,
}

#[derive(Debug, Serialize)]
struct Cms<'a> {
    backend: Repository<'a>,
    publish_mode: &'static str,
    app_title: &'a str,
    media_folder: String,
    public_folder: &'static str,
    media_libraries: Libraries,
    show_preview_links: bool,
    slug: Slug,
    #[serde(skip_serializing_if = "Option::is_none")]
    i18n: Option<Languages<'a>>,
    /// The preview of the editor would not look like the site.
    editor: Preview,
    collections: Vec<Collection>,
}

#[derive(Debug, Serialize)]
struct Libraries {
    default: Library,
    /// Photographs of other sites are not offered.
    stock_assets: bool,
}

#[derive(Debug, Serialize)]
struct Library {
    config: Uploads,
}

#[derive(Debug, Serialize)]
struct Uploads {
    max_file_size: u32,
    slugify_filename: bool,
}

#[derive(Debug, Serialize)]
struct Slug {
    encoding: &'static str,
    clean_accents: bool,
}

#[derive(Debug, Serialize)]
struct Languages<'a> {
    structure: &'static str,
    locales: Vec<&'a str>,
    default_locale: &'a str,
    initial_locales: &'static str,
    omit_default_locale_from_file_path: bool,
}

#[derive(Debug, Serialize)]
struct Preview {
    preview: bool,
}

impl<'a> Config<'a> {
    /// Returns the configuration for a site.
    pub(crate) fn new(site: Site<'a>, words: &Words) -> Config<'a> {
        let described = collection::all(site, words);
        let (mut formats, mut collections) = (BTreeMap::new(), Vec::new());
        for of_kind in described {
            formats.insert(of_kind.format_name, of_kind.format);
            collections.push(of_kind.collection);
        }
        let folder = site.editor.folder.as_ref().map(|folder| format!("{folder}/")).unwrap_or_default();
        let cms = Cms {
            backend: Repository::of(site.editor),
            publish_mode: if site.editor.is_reviewed { "editorial_workflow" } else { "simple" },
            app_title: site.title,
            media_folder: format!("{folder}content"),
            public_folder: "/",
            media_libraries: Libraries {
                default: Library { config: Uploads { max_file_size: MAX_UPLOAD, slugify_filename: true } },
                stock_assets: false,
            },
            show_preview_links: false,
            slug: Slug { encoding: "ascii", clean_accents: true },
            i18n: (!site.further_languages.is_empty()).then(|| Languages::of(site)),
            editor: Preview { preview: false },
            collections,
        };
        Config { formats, cms }
    }
}

impl<'a> Languages<'a> {
    fn of(site: Site<'a>) -> Languages<'a> {
        Languages {
            structure: "multiple_files",
            locales: [site.language].into_iter().chain(site.further_languages.iter().copied()).collect(),
            default_locale: site.language,
            initial_locales: "default",
            omit_default_locale_from_file_path: true,
        }
    }
}
