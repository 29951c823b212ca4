//! The page weight budget of a workshop. TCP starts with ten segments (RFC 6928): 14,600 bytes, which arrive in the
//! first round trip. A page that fits, with its style and scripts, is complete before the second.

use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::civil::date;
use tests::project::SiteCopy;

/// Maximum compressed size of a page with its style sheet and scripts, in bytes.
const BYTES: usize = 14_600;

/// Maximum number of requests before pictures.
const REQUESTS: usize = 3;

#[test]
fn workshop_pages_arrive_in_one_round_trip() {
    let site = SiteCopy::new();
    site.add_made_up();
    let dist = site.path("dist");
    site.build(date(2027, 1, 15)).unwrap();
    let pages = fs::read_dir(dist.join("site/ateliers")).unwrap();
    let pages: Vec<_> =
        pages.map(|page| page.unwrap().path().join("index.html")).filter(|page| page.exists()).collect();
    assert!(pages.len() >= 10, "{pages:?}");
    for page in pages {
        let html = fs::read_to_string(&page).unwrap();
        let loaded: Vec<_> = [r#"<link rel="stylesheet" href=""#, r#"src="/assets/"#]
            .iter()
            .flat_map(|start| html.split(start).skip(1).map(|rest| rest.split('"').next().unwrap()))
            .map(|path| if path.starts_with('/') { path.to_owned() } else { format!("/assets/{path}") })
            .filter(|path| path.ends_with(".css") || path.ends_with(".js"))
            .collect();
        let read = |path: &String| compressed(&fs::read(dist.join("site").join(&path[1..])).unwrap());
        let parts: Vec<_> = loaded.iter().map(|path| (path.as_str(), read(path))).collect();
        let html = compressed(html.as_bytes());
        let sum = html + parts.iter().map(|(_, size)| size).sum::<usize>();
        let name = page.display();
        assert!(sum < BYTES, "{name} weighs {sum} bytes, {html} of them HTML, and {parts:?}");
        assert!(parts.len() < REQUESTS, "{name} needs {parts:?}");
        assert!(parts.iter().any(|(path, _)| path.ends_with(".css")), "{name} has a style: {parts:?}");
    }
}

/// Returns the size in bytes after the usual compression of CDNs.
fn compressed(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}
