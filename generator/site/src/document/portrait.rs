//! Speakers' portraits: images beside the files of the speakers, as views for templates.

use std::collections::BTreeMap;

use content::page_file;
use diagnostics::Diagnostics;
use diagnostics::Rejection;
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
    for (slug, Portrait { file, problem }) in &content.portraits {
        match picture(&page_file::of_speaker(slug), file, library) {
            Ok((path, picture)) => {
                uses.push(PictureUse { path, widths: Widths::Portrait, problem: problem.clone() });
                views.insert(slug.clone(), view(&picture));
            }
            Err(Rejection { message, hint }) => {
                diagnostics.push(problem.clone().with_message(message).with_hint(hint));
            }
        }
    }
    views
}

fn picture(from: &str, file: &str, library: Library<'_>) -> Result<(String, Picture), Rejection> {
    let no_photograph = || Rejection {
        message: format!("`{file}` is not a photograph"),
        hint: "name a JPEG, PNG or WebP file beside this one, such as `first-name-last-name.jpg`".to_owned(),
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
