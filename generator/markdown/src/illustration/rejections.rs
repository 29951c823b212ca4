//! The messages about images in texts.

use diagnostics::{Rejection, message, phrase};

/// Returns the warning about an image that is described by the name of its file.
pub(super) fn file_name(text: &str) -> Rejection {
    let message = message! {
        FileNameAsText,
        en: "the alternative text `{text}` repeats the name of the file",
        fr: "le texte de remplacement `{text}` répète le nom du fichier"
    };
    let hint = phrase! {
        en: "describe what the image shows to people who do not see it",
        fr: "décrivez ce que montre l’image aux personnes qui ne la voient pas"
    };
    Rejection { message, hint }
}

/// Returns the problem with an image without a description.
pub(super) fn no_text() -> Rejection {
    let message = message! {
        NoAlternativeText,
        en: "this image has no alternative text",
        fr: "cette image n’a pas de texte de remplacement"
    };
    let hint = phrase! {
        en: "describe it between the square brackets, `![description](file.jpg)`; omit an image that only \
             decorates, because decoration belongs to the theme",
        fr: "décrivez-la entre les crochets, `![description](fichier.jpg)` ; supprimez une image purement \
             décorative : la décoration relève du thème graphique"
    };
    Rejection { message, hint }
}

/// Returns the problem with an image of another site.
pub(super) fn external() -> Rejection {
    let message = message! {
        ExternalImage,
        en: "this image is on another site",
        fr: "cette image est sur un autre site"
    };
    let hint = phrase! {
        en: "save it beside the text and name the file, so that visitors do not request it from another site",
        fr: "enregistrez-la à côté du texte et nommez le fichier : les visiteurs ne la demanderont pas à un autre site"
    };
    Rejection { message, hint }
}

/// Returns the problem with an image that names a page.
pub(super) fn page() -> Rejection {
    let message = message! {
        NotAnImage,
        en: "this is a page, not an image",
        fr: "ceci est une page, non une image"
    };
    let hint = phrase! {
        en: "name an image file beside the text",
        fr: "nommez un fichier d’image placé à côté du texte"
    };
    Rejection { message, hint }
}
