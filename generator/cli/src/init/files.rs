//! The files of a new repository, from `starter/`, and their words in French and English.

use diagnostics::ToolLanguage;
use generator::Automation;

/// A file of a new repository.
pub(super) struct StarterFile {
    /// The path below the folder of the repository.
    pub(super) path: &'static str,
    /// The text, with markers such as `__VERSION__`.
    pub(super) text: &'static str,
    /// The words for the markers, apart from dates.
    pub(super) words: Vec<Word>,
}

/// The text that replaces a marker.
#[derive(Clone, Copy)]
pub(super) struct Word {
    pub(super) marker: &'static str,
    pub(super) text: &'static str,
}

/// A file that all languages share.
macro_rules! shared {
    ($path:literal, $source:literal) => {
        Source { path: $path, text: include_str!(concat!("../../starter/", $source)) }
    };
}

/// Files of a language, which have the same paths in `starter/`.
macro_rules! files {
    ($language:literal, $($path:literal,)*) => {
        &[$(Source { path: $path, text: include_str!(concat!("../../starter/", $language, "/", $path)) },)*]
    };
}

/// A file as it is in `starter/`.
#[derive(Clone, Copy)]
struct Source {
    path: &'static str,
    text: &'static str,
}

const FRENCH: &[Source] = files![
    "fr",
    "README.md",
    "content/index.md",
    "content/pages/a-propos.md",
    "content/pages/donnees-personnelles.md",
    "content/site.yaml",
    "content/speakers/camille-exemple.md",
    "content/venues.yaml",
    "content/workshops/premier-atelier/index.md",
    "content/workshops/premier-atelier/registration.yaml",
    "content/workshops/premier-atelier/sessions.yaml",
];

const ENGLISH: &[Source] = files![
    "en",
    "README.md",
    "content/index.md",
    "content/pages/about.md",
    "content/pages/personal-data.md",
    "content/site.yaml",
    "content/speakers/robin-example.md",
    "content/venues.yaml",
    "content/workshops/first-workshop/index.md",
    "content/workshops/first-workshop/registration.yaml",
    "content/workshops/first-workshop/sessions.yaml",
];

const IGNORED: Source = shared!(".gitignore", "gitignore");

const GITHUB: &[Source] = &[
    shared!(".github/actions/programs/action.yml", "github/actions/programs/action.yml"),
    shared!(".github/workflows/check.yml", "github/check.yml"),
    shared!(".github/workflows/publish.yml", "github/publish.yml"),
];

const GITLAB: &[Source] = &[shared!(".gitlab-ci.yml", "gitlab-ci.yml")];

/// Each marker with its words in French and in English.
const WORDS: [[&str; 3]; 15] = [
    ["__LANGUAGE__", "fr", "en"],
    ["__CHECK__", "Vérification", "Check"],
    ["__CHECK_CONTENT__", "Vérifier le contenu", "Check the content"],
    ["__DIFF__", "Ce qui change pour les visiteurs", "What changes for visitors"],
    [
        "__CUT__",
        "La suite se trouve dans l’artefact « report » de cette exécution :",
        "The rest is in the artifact “report” of this run:",
    ],
    ["__PREVIEW__", "Aperçu du site", "Preview of the site"],
    // GitLab allows only ASCII letters, digits, spaces, `-` and `_` in the name of an exposed artifact.
    ["__PREVIEW_EXPOSED__", "Apercu du site", "Preview of the site"],
    ["__PREVIEW_ARTIFACT__", "apercu", "preview"],
    ["__PUBLISH__", "Publication", "Publish"],
    ["__BUILD__", "Construire le site", "Build the site"],
    [
        "__CHECK_FORMS__",
        "Refuser les formulaires que GitHub Pages ne peut recevoir",
        "Refuse forms that GitHub Pages cannot take",
    ],
    [
        "__NOT_SET_UP__",
        "Définissez les variables ATELIERS_REPOSITORY et ATELIERS_SHA256 : README.md explique comment.",
        "Set the variables ATELIERS_REPOSITORY and ATELIERS_SHA256; README.md explains how.",
    ],
    [
        "__NO_FORMS__",
        "Cet hébergement ne peut recevoir ni inscriptions ni réponses. Retirez ces fichiers, ou publiez avec AWS.",
        "This host takes neither registrations nor answers. Remove these files, or publish with AWS.",
    ],
    [
        "__NOT_PUBLISHED__",
        "Le site est construit, mais pas publié : définissez la variable ATELIERS_DEPLOYMENT, comme l’explique README.md.",
        "The site was built but not published: set the variable ATELIERS_DEPLOYMENT, as README.md explains.",
    ],
    ["__VERSION__", env!("CARGO_PKG_VERSION"), env!("CARGO_PKG_VERSION")],
];

/// Returns the files of a new repository in a language.
pub(super) fn starter(language: ToolLanguage, automation: Automation) -> Vec<StarterFile> {
    let of_language = match language {
        ToolLanguage::French => FRENCH,
        ToolLanguage::English => ENGLISH,
    };
    let automation = match automation {
        Automation::Github => GITHUB,
        Automation::Gitlab => GITLAB,
        Automation::None => &[],
    };
    let words = |[marker, french, english]: [&'static str; 3]| Word {
        marker,
        text: match language {
            ToolLanguage::French => french,
            ToolLanguage::English => english,
        },
    };
    let sources = of_language.iter().chain([&IGNORED]).chain(automation);
    let file = |Source { path, text }: &Source| StarterFile { path, text, words: WORDS.map(words).to_vec() };
    sources.map(file).collect()
}
