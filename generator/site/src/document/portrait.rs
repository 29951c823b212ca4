//! Speakers' portraits: images beside the files of the speakers, as views for templates.

use std::collections::BTreeMap;

use content::page_file;
use diagnostics::{Diagnostic, Diagnostics, Rejection, message, phrase};
use images::picture::{PictureUse, Widths};
use markdown::srcset;
use markdown::{Picture, Shown};
use model::slug::Slug;
use resolve::{Content, Portrait};
use theme::pages::PortraitView;

use super::Library;
use crate::link;

/// Returns the portraits by speaker, and adds the required images to `uses`. Unusable portraits are reported.
pub(crate) fn portraits(
    content: &Content,
    library: Library<'_>,
    uses: &mut Vec<PictureUse>,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<Slug, PortraitView> {
    let mut views = BTreeMap::new();
    for (slug, Portrait { file, place }) in &content.portraits {
        match picture(&page_file::of_speaker(slug), file, library) {
            Ok((path, picture)) => {
                uses.push(PictureUse { path, widths: Widths::Portrait, place: place.clone() });
                views.insert(slug.clone(), view(&picture));
            }
            Err(Rejection { message, hint }) => {
                diagnostics.push(Diagnostic::at(place.clone(), message).with_hint(hint));
            }
        }
    }
    views
}

fn picture(from: &str, file: &str, library: Library<'_>) -> Result<(String, Picture), Rejection> {
    let no_photograph = || Rejection {
        message: message! {
            NoPhotograph,
            en: "`{file}` is not a photograph",
            fr: "`{file}` n’est pas une photographie"
        },
        hint: phrase! {
            en: "name a JPEG, PNG or WebP file beside this one, such as `first-name-last-name.jpg`",
            fr: "nommez un fichier JPEG, PNG ou WebP placé à côté de celui-ci, comme `prenom-nom.jpg`"
        },
    };
    let path = link::resolve(from, file, library.addresses)?.attachment.ok_or_else(no_photograph)?;
    library.check_lasting(&path, from)?;
    match library.pictures.shown(&path, Widths::Portrait)? {
        Shown::Picture(picture) => Ok((path, picture)),
        Shown::AsIs => Err(no_photograph()),
    }
}

fn view(picture: &Picture) -> PortraitView {
    let (width, height) = picture.size;
    PortraitView { src: picture.fallback.path.clone(), srcset: srcset(&picture.variants), width, height }
}
