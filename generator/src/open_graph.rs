//! The pictures that other sites show with a link (Open Graph): in each language of the site, one for each workshop that
//! has a page in it and one for all other pages.
//!
//! 1. The theme's `open-graph.svg` says what each looks like; a theme without it has no pictures
//! 2. `draw` turns it into a PNG file with the theme's own fonts and nothing of the machine's, so that the same site
//!    gives the same bytes everywhere
//! 3. What was drawn is kept in `.cache/open-graph` below the site's root: drawing takes far longer than the rest of a
//!    build
//!
//! What no font of the theme can draw is left out, as it would come out as a box: signs alone, but a picture with words
//! that would lack a letter as a whole, and the one of the site stands in for it.
//!
//! A picture is named by what it is drawn from, so pages know its address before it is drawn.

mod coverage;
mod draw;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use content::config::Config;
use data_encoding::HEXLOWER;
use diagnostics::{Diagnostic, Diagnostics};
use model::programme::Workshop;
use model::slug::Slug;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use view::renderer::RenderError;
use view::site::{HeadView, ImageView};

use self::coverage::Coverage;
use self::draw::Canvas;
use crate::cache::{self, Kind};
use crate::render::or_told;
use crate::theme::ThemeFiles;
use crate::view::{OpenGraphView, WorkshopPictureView};
use crate::views::{Site, workshop_picture};
use crate::write::{Contents, OutputFile};

/// The template.
const TEMPLATE: &str = "open-graph.svg";

/// What the networks recommend: the largest picture that none of them crops.
const WIDTH: u32 = 1200;
const HEIGHT: u32 = 630;

/// To be raised when the same drawing gives other bytes: with another version of resvg, or another way to write PNG.
const DRAWN_BY: &[u8] = b"resvg 0.49, 2";

/// The pictures of a site.
#[derive(Debug, Default)]
pub(crate) struct Pictures {
    workshops: BTreeMap<Slug, ImageView>,
    others: Option<ImageView>,
    drawings: Vec<Drawing>,
    canvas: Canvas,
    /// Where the template stands, to tell what is wrong with it.
    template: String,
}

/// A picture as it is to be drawn.
#[derive(Debug)]
struct Drawing {
    /// Its path on the site.
    path: String,
    /// The hash of all that it is made from.
    hash: String,
    svg: String,
}

impl Pictures {
    /// That of a workshop's pages, or that of the site where it has none of its own.
    pub(crate) fn of_workshop(&self, slug: &Slug) -> Option<&ImageView> {
        self.workshops.get(slug).or(self.others.as_ref())
    }

    /// That of any other page.
    pub(crate) fn of_site(&self) -> Option<&ImageView> {
        self.others.as_ref()
    }
}

/// Finds out which pictures there are and what they show. None is drawn but the site's own, and that only to tell
/// whether the template is an SVG image.
pub(crate) fn pictures(
    site: Site<'_>,
    files: &ThemeFiles,
    config: &Config,
    diagnostics: &mut Diagnostics,
) -> Pictures {
    let pictures = try_pictures(site, files, diagnostics);
    or_told(pictures, files, config, diagnostics).unwrap_or_default()
}

fn try_pictures(
    site: Site<'_>,
    files: &ThemeFiles,
    diagnostics: &mut Diagnostics,
) -> Result<Pictures, RenderError> {
    let Some(template) = files.template(TEMPLATE) else { return Ok(Pictures::default()) };
    if files.fonts.is_empty() {
        let problem = Diagnostic::of_file(&template.path, "the theme has no font to write with");
        diagnostics
            .push(problem.with_hint("put a TrueType or OpenType font into the theme's folder `fonts`"));
        return Ok(Pictures::default());
    }
    let canvas = Canvas::new(files.fonts.iter().cloned(), WIDTH, HEIGHT);
    let base = Sha256::new().chain_update(DRAWN_BY).chain_update(canvas.fonts());
    let mut pictures = Pictures { canvas, template: template.path.clone(), ..Pictures::default() };
    let own = drawing(site, None, &base, pictures.canvas.coverage())?;
    if let Some(own) = &own {
        if let Err(reason) = pictures.canvas.check(&own.svg) {
            diagnostics.push(not_an_image(&pictures.template, &reason));
        }
        pictures.others = Some(image(own, site.facts.title.clone()));
    }
    let workshops = site.content.programme.workshops.values();
    let workshops: Vec<_> =
        workshops.filter(|workshop| site.addresses.has_workshop(&workshop.slug)).collect();
    let coverage = pictures.canvas.coverage();
    let drawn: Result<Vec<_>, RenderError> =
        workshops.par_iter().map(|workshop| drawing(site, Some(workshop), &base, coverage)).collect();
    for (workshop, drawing) in workshops.into_iter().zip(drawn?) {
        let Some(drawing) = drawing else { continue };
        let alt = format!("{} – {}", workshop.title, site.facts.title);
        pictures.workshops.insert(workshop.slug.clone(), image(&drawing, alt));
        pictures.drawings.push(drawing);
    }
    pictures.drawings.extend(own);
    Ok(pictures)
}

/// Draws what was not drawn by an earlier build, in the site's cache; the files of the site.
///
/// # Errors
///
/// [`Diagnostics`] when a drawing is not an SVG image, or an I/O error of the cache, which names the file.
pub(crate) fn draw(
    root: &Path,
    pictures: &[Pictures],
) -> anyhow::Result<Result<Vec<OutputFile>, Diagnostics>> {
    let folder = Kind::OpenGraph.folder(root);
    // Two languages may well say the same, and then it is one picture.
    let drawings: BTreeMap<&String, (&Drawing, &Pictures)> = pictures
        .iter()
        .flat_map(|pictures| pictures.drawings.iter().map(move |drawing| (drawing, pictures)))
        .map(|drawn| (&drawn.0.path, drawn))
        .collect();
    let draw = |(drawing, pictures): &(&Drawing, &Pictures)| drawn(&folder, drawing, &pictures.canvas);
    let drawn: anyhow::Result<Vec<_>> = drawings.par_iter().map(|(_, drawn)| draw(drawn)).collect();
    let mut diagnostics = Diagnostics::default();
    let mut files = Vec::new();
    for ((drawing, pictures), location) in drawings.values().zip(drawn?) {
        match location {
            Ok(location) => files.push(OutputFile {
                path: format!("site{}", drawing.path),
                contents: Contents::CopyOf(location),
            }),
            Err(reason) => diagnostics.push(not_an_image(&pictures.template, &reason)),
        }
    }
    if !diagnostics.is_empty() {
        return Ok(Err(diagnostics.sorted()));
    }
    Ok(Ok(files))
}

/// The file of a picture in the cache, which is drawn if it is not there; inside, what is wrong with the drawing.
fn drawn(folder: &Path, drawing: &Drawing, canvas: &Canvas) -> anyhow::Result<Result<PathBuf, String>> {
    let name = format!("{}.png", drawing.hash);
    let location = folder.join(&name);
    if location.is_file() {
        return Ok(Ok(location));
    }
    match canvas.png(&drawing.svg) {
        Ok(bytes) => cache::keep(folder, &name, &bytes).map(Ok),
        Err(reason) => Ok(Err(reason)),
    }
}

/// The picture of a workshop or of the site. `None` where no font of the theme can draw its words.
fn drawing(
    site: Site<'_>,
    workshop: Option<&Workshop>,
    base: &Sha256,
    coverage: &Coverage,
) -> Result<Option<Drawing>, RenderError> {
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
    // What the theme says in words of its own.
    let Some(svg) = coverage.drawable_svg(&svg) else { return Ok(None) };
    let digest = base.clone().chain_update(&svg).finalize();
    let hash = HEXLOWER.encode(&digest[..8]);
    let name = workshop.map_or("open-graph".to_owned(), |workshop| format!("open-graph/{}", workshop.slug));
    Ok(Some(Drawing { path: format!("/assets/{name}.{hash}.png"), hash, svg }))
}

/// The words of a picture as they can be drawn.
fn drawable(picture: WorkshopPictureView, coverage: &Coverage) -> Option<WorkshopPictureView> {
    let of_some = |text: Option<String>| {
        text.map(|text| coverage.drawable(&text)).map_or(Some(None), |text| text.map(Some))
    };
    let cities: Option<Vec<_>> = picture.cities.iter().map(|city| coverage.drawable(city)).collect();
    Some(WorkshopPictureView {
        title: coverage.drawable(&picture.title)?,
        subtitle: of_some(picture.subtitle)?,
        programme: of_some(picture.programme)?,
        edition: of_some(picture.edition)?,
        cities: cities?,
        ..picture
    })
}

fn image(drawing: &Drawing, alt: String) -> ImageView {
    ImageView { path: drawing.path.clone(), width: WIDTH, height: HEIGHT, alt }
}

fn not_an_image(template: &str, reason: &str) -> Diagnostic {
    let problem = Diagnostic::of_file(template, format!("this is not an SVG image: {reason}"));
    problem.with_hint("the place is that in what the template gives, not in the template")
}
