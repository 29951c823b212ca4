//! The pictures that other sites show with a link (Open Graph). In each language of the site, each workshop with a
//! page has a picture, and all other pages share one.
//!
//! 1. The theme's `open-graph.svg` defines the design; a theme without it has no pictures
//! 2. `draw` converts it to a PNG file with only the theme's fonts, never the machine's, so that the same site
//!    produces the same bytes everywhere
//! 3. Pictures are cached in `.cache/open-graph` below the site's root, because drawing takes far longer than the
//!    rest of a build
//!
//! Characters that no font of the theme can draw would appear as boxes. Symbols are omitted; a picture whose words
//! would lack a letter is replaced with the picture of the site.
//!
//! The name of a picture is derived from its source. A picture is drawn as soon as its source is made, so that the sources of all
//! workshops are not in memory at once.

use content::config::Config;
use diagnostics::{Diagnostic, Diagnostics, Failure, message, phrase};
use images::OutputFile;
use images::share_picture::{Canvas, Coverage, Drawing, DrawnPictures, not_an_image};
use model::programme::Workshop;
use rayon::prelude::*;
use theme::ThemeFiles;
use theme::pages::{OpenGraphView, WorkshopPictureView};
use theme::render::ok_or_report;
use view::renderer::RenderError;
use view::site::{HeadView, ImageView};

use crate::share_pictures::SharePictures;
use crate::views::{Site, workshop_picture};

/// The template.
const TEMPLATE: &str = "open-graph.svg";

/// The size that the networks recommend: the largest picture that none of them crops.
const WIDTH: u32 = 1200;
const HEIGHT: u32 = 630;

/// A picture, and its file if it was drawn. The inner error is the reason why the drawing is not an SVG image.
struct Made {
    image: ImageView,
    file: Option<Result<Result<OutputFile, String>, Failure>>,
}

/// Determines which pictures exist, draws them into `cache`, and returns them with their files. Without a cache, only the site's own
/// picture is looked at, to check whether the template is a valid SVG image.
///
/// # Errors
///
/// Returns the failure to write a file in the cache.
pub(crate) fn pictures(
    site: Site<'_>,
    files: &ThemeFiles,
    config: &Config,
    cache: Option<&DrawnPictures>,
    diagnostics: &mut Diagnostics,
) -> Result<(SharePictures, Vec<OutputFile>), Failure> {
    let made = try_pictures(site, files, cache, diagnostics);
    let (pictures, files) = ok_or_report(made, files, config, diagnostics)
        .unwrap_or_else(|| (Default::default(), Ok(Vec::new())));
    Ok((pictures, files?))
}

fn try_pictures(
    site: Site<'_>,
    files: &ThemeFiles,
    cache: Option<&DrawnPictures>,
    diagnostics: &mut Diagnostics,
) -> Result<(SharePictures, Result<Vec<OutputFile>, Failure>), RenderError> {
    let nothing = || (SharePictures::default(), Ok(Vec::new()));
    let Some(template) = files.template(TEMPLATE) else { return Ok(nothing()) };
    if files.fonts.is_empty() {
        let message =
            message! { NoFont, en: "the theme has no font", fr: "le thème graphique n’a pas de police" };
        let hint = phrase! {
            en: "put a TrueType or OpenType font into the theme's folder `fonts`",
            fr: "mettez une police TrueType ou OpenType dans le dossier `fonts` du thème"
        };
        diagnostics.push(Diagnostic::of_file(&template.path, message).with_hint(hint));
        return Ok(nothing());
    }
    let canvas = Canvas::new(files.fonts.iter().cloned(), WIDTH, HEIGHT);
    let (mut pictures, mut list) = (SharePictures::default(), Vec::new());
    if let Some(own) = drawing(site, None, &canvas)? {
        if let Err(reason) = canvas.check(&own) {
            diagnostics.push(not_an_image(&template.path, &reason));
        }
        let Made { image, file } = made(&own, site.facts.title.clone(), &canvas, cache);
        pictures.others = Some(image);
        list.extend(file);
    }
    let workshops = site.content.programme.workshops.values();
    let workshops: Vec<_> =
        workshops.filter(|workshop| site.addresses.pages.has_workshop(&workshop.slug)).collect();
    let of_workshop = |workshop: &&Workshop| {
        let alt = format!("{} – {}", workshop.title, site.facts.title);
        let drawing = drawing(site, Some(workshop), &canvas)?;
        Ok(drawing.map(|drawing| made(&drawing, alt, &canvas, cache)))
    };
    let drawn: Result<Vec<_>, RenderError> = workshops.par_iter().map(of_workshop).collect();
    for (workshop, made) in workshops.into_iter().zip(drawn?) {
        let Some(Made { image, file }) = made else { continue };
        pictures.workshops.insert(workshop.slug.clone(), image);
        list.extend(file);
    }
    let mut refuse = |reason: String| diagnostics.push(not_an_image(&template.path, &reason));
    let files = list.into_iter().filter_map(|file| file.map(|it| it.map_err(&mut refuse).ok()).transpose());
    Ok((pictures, files.collect()))
}

/// Returns the picture of a workshop or of the site; `None` if no font of the theme can draw its words.
fn drawing(
    site: Site<'_>,
    workshop: Option<&Workshop>,
    canvas: &Canvas,
) -> Result<Option<Drawing>, RenderError> {
    let coverage = canvas.coverage();
    let picture = workshop.map(|workshop| workshop_picture(site, workshop));
    let picture = match picture.map(|picture| drawable(picture, coverage)) {
        Some(None) => return Ok(None),
        picture => picture.flatten(),
    };
    let title = picture.as_ref().map_or(&site.facts.title, |workshop| &workshop.title);
    let Some(title) = coverage.drawable(title).filter(|title| !title.is_empty()) else { return Ok(None) };
    let head = HeadView::titled(title);
    let page = OpenGraphView { width: WIDTH, height: HEIGHT, workshop: picture };
    let svg = site.renderer.render(TEMPLATE, &head, &page)?;
    // The template may add its own words.
    let Some(svg) = coverage.drawable_svg(&svg) else { return Ok(None) };
    let name = workshop.map_or("open-graph".to_owned(), |workshop| format!("open-graph/{}", workshop.slug));
    Ok(Some(canvas.drawing(&name, svg)))
}

/// Returns the words of a picture without characters that cannot be drawn.
fn drawable(picture: WorkshopPictureView, coverage: &Coverage) -> Option<WorkshopPictureView> {
    let of_some = |text: Option<String>| {
        text.map(|text| coverage.drawable(&text)).map_or(Some(None), |text| text.map(Some))
    };
    let cities: Option<Vec<_>> = picture.cities.iter().map(|city| coverage.drawable(city)).collect();
    Some(WorkshopPictureView {
        title: coverage.drawable(&picture.title)?,
        subtitle: of_some(picture.subtitle)?,
        programme: of_some(picture.programme)?,
        ordinal: of_some(picture.ordinal)?,
        cities: cities?,
        ..picture
    })
}

/// Draws a picture if there is a cache for it. `alt` describes it.
fn made(drawing: &Drawing, alt: String, canvas: &Canvas, cache: Option<&DrawnPictures>) -> Made {
    let image = ImageView { path: drawing.path.clone(), width: WIDTH, height: HEIGHT, alt };
    Made { image, file: cache.map(|cache| cache.draw(drawing, canvas)) }
}
