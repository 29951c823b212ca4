use super::*;
use crate::{Picture, Variant};

/// A folder with a page, a plan of 2 kB, a photograph and a drawing.
struct Folder;

impl Surroundings for Folder {
    fn link(&self, target: &str) -> Result<Link, Rejection> {
        match target {
            "missing.md" => Err(Rejection {
                message: message! { BrokenLink, en: "missing", fr: "manque" },
                hint: Phrase::default(),
            }),
            "plan.pdf" | "photo.jpg" | "drawing.svg" => Ok(Link {
                href: format!("/a/{target}"),
                attachment: Some(target.to_owned()),
                ..Link::default()
            }),
            "other.fr.md" => {
                Ok(Link { href: "/fr/?a&b".to_owned(), hreflang: Some("fr".to_owned()), ..Link::default() })
            }
            other => Ok(Link { href: other.replace(".md", "/"), ..Link::default() }),
        }
    }

    fn image(&self, path: &str) -> Result<Shown, Rejection> {
        let variant = |width, extension: &str| Variant {
            width,
            cached: format!("{width}.{extension}"),
            path: format!("/assets/photo-{width}.{extension}"),
        };
        match path {
            "photo.jpg" => Ok(Shown::Picture(Picture {
                size: (960, 640),
                variants: vec![variant(480, "webp"), variant(960, "webp")],
                fallback: variant(960, "jpg"),
            })),
            "drawing.svg" => Ok(Shown::AsIs),
            _ => Err(Rejection {
                message: message! { DamagedImage, en: "no image", fr: "pas d’image" },
                hint: Phrase::default(),
            }),
        }
    }

    fn attachment(&self, path: &str) -> Option<String> {
        path.ends_with(".pdf").then(|| "(PDF, 2 Ko)".to_owned())
    }

    fn words(&self, key: &str) -> String {
        key.to_owned()
    }
}

pub(super) fn rendered(text: &str) -> Rendered {
    let of_site = [Abbreviation { short: "CNIL".into(), long: "Commission nationale".into() }];
    let rendering = Rendering {
        top_level: 3,
        typography: Typography::French,
        surroundings: &Folder,
        abbreviations: &Glossary::new(&of_site),
        is_at_top: true,
    };
    render(text, &rendering, &mut Anchors::reserving(["programme"]))
}

fn html(text: &str) -> String {
    let rendered = rendered(text);
    assert!(rendered.problems.is_empty(), "{:?}", rendered.problems);
    rendered.html
}

/// Returns each message with the part of the text that it marks.
fn problems(text: &str) -> Vec<String> {
    let problems = rendered(text).problems;
    problems
        .iter()
        .map(|problem| format!("{} @ {}", problem.message.phrase.english(), &text[problem.range.clone()]))
        .collect()
}

#[test]
fn headings_move_below_those_of_the_page_and_get_anchors() {
    insta::assert_snapshot!(html("# Été *2027*\n\n## `x`\n\n# Été 2027\n\n# Programme\n\n# ?\n"), @r#"
    <h3 id="ete-2027">Été <em>2027</em></h3>
    <h4 id="x"><code>x</code></h4>
    <h3 id="ete-2027-2">Été 2027</h3>
    <h3 id="programme-2">Programme</h3>
    <h3 id="section">?</h3>
    "#);
    assert!(html("## A\n\n### B").starts_with("<h3 id=\"a\">A</h3>\n<h4 id=\"b\">B</h4>"));
    assert!(html("# A\n## B\n### C\n#### D\n##### E").contains("<h6 id=\"e\">"));
}

#[test]
fn headings_may_not_skip_a_level() {
    assert_eq!(problems("## A\n\n#### B\n\n## C"), ["this heading skips a level: 4 after 2 @ #### B\n"]);
    assert_eq!(problems("### A\n\n## B"), ["this heading skips a level: 3 after 2 @ ### A\n"]);
}

#[test]
fn links_are_resolved_and_their_files_noted() {
    let rendered = rendered("[a](x.md) ![p](drawing.svg) [b](plan.pdf \"Plan\"), <a@b.fr>");
    assert_eq!(
        rendered.html.trim(),
        "<p><a href=\"x/\">a</a> <img src=\"/a/drawing.svg\" alt=\"p\"> \
         <a href=\"/a/plan.pdf\" title=\"Plan\">b</a> <span class=\"attachment\">(PDF, 2 Ko)</span>, \
         <a href=\"mailto:a@b.fr\">a@b.fr</a></p>"
    );
    assert_eq!(rendered.attachments, ["drawing.svg", "plan.pdf"]);
}

#[test]
fn links_to_another_language_have_it_as_their_last_attribute() {
    assert_eq!(
        html("[*a*](other.fr.md \"\\\"B\\\" & c\") d"),
        "<p><a href=\"/fr/?a&amp;b\" title=\"&quot;B&quot; &amp; c\" hreflang=\"fr\"><em>a</em></a> d</p>\n"
    );
}

#[test]
fn images_come_in_sizes_and_the_first_does_not_wait() {
    insta::assert_snapshot!(html("![L'*été* ?](photo.jpg \"Un titre\") et ![b](photo.jpg)"), @r##"
    <p><picture><source type="image/webp" srcset="/assets/photo-480.webp 480w, /assets/photo-960.webp 960w" sizes="(min-width: 44rem) 41rem, calc(100vw - 2rem)"><img src="/assets/photo-960.jpg" alt="L’été ?" title="Un titre" width="960" height="640"></picture> et <picture><source type="image/webp" srcset="/assets/photo-480.webp 480w, /assets/photo-960.webp 960w" sizes="(min-width: 44rem) 41rem, calc(100vw - 2rem)"><img src="/assets/photo-960.jpg" alt="b" width="960" height="640" loading="lazy" decoding="async"></picture></p>
    "##);
    assert_eq!(
        rendered("![a](photo.jpg)").attachments,
        Vec::<String>::new(),
        "the original is not published"
    );
    assert_eq!(rendered("a ![a](photo.jpg)").images, [(7..16, "photo.jpg".to_owned())]);
}

#[test]
fn an_image_alone_with_a_title_is_a_figure() {
    insta::assert_snapshot!(html("A\n\n![b & c](drawing.svg \"L'atelier <1> : d\")\n\nE"), @r##"
    <p>A</p>
    <figure>
    <img src="/a/drawing.svg" alt="b &amp; c">
    <figcaption>L’atelier &lt;1&gt; : d</figcaption>
    </figure>
    <p>E</p>
    "##);
    assert!(!html("![b](drawing.svg)").contains("figure"));
    assert!(!html("![b](drawing.svg \"t\") a").contains("figure"));
    assert!(!html("a ![b](drawing.svg \"t\")").contains("figure"));
}

#[test]
fn callouts_have_a_title_and_unknown_ones_are_reported() {
    insta::assert_snapshot!(html("> [!NOTE]\n> Qui *vient* ?\n>\n> - a\n\n> cité"), @r##"
    <div class="callout callout-note" role="note">
    <p class="callout-title">content.callout.note</p>
    <p>Qui <em>vient</em> ?</p>
    <ul>
    <li>a</li>
    </ul>
    </div>
    <blockquote>
    <p>cité</p>
    </blockquote>
    "##);
    for kind in ["tip", "important", "warning", "caution"] {
        let html = html(&format!("> [!{}]\n> a", kind.to_uppercase()));
        assert!(html.starts_with(&format!("<div class=\"callout callout-{kind}\" role=\"note\">")), "{html}");
        assert!(html.contains(&format!("content.callout.{kind}</p>")), "{html}");
    }
    let unknown = "unknown callout `[!NOTICE]`, or it is not alone on its line @ [!NOTICE]";
    assert_eq!(problems("a\n\n> [!NOTICE]\n> b"), [unknown]);
    assert_eq!(problems("> [!NOTE] b").len(), 1);
}

#[test]
fn abbreviations_are_explained_at_their_first_occurrence() {
    let text = "# HLM\n\nLes HLMs, `HLM`, [HLM](x.md), l'HLM et un HLM, la CNIL.\n\n*[HLM]: Habitation \"à\" loyer\n";
    let html = html(text);
    assert_eq!(
        html.lines().last().unwrap(),
        "<p>Les HLMs, <code>HLM</code>, <a href=\"x/\">HLM</a>, l’<abbr title=\"Habitation «\u{202f}à\u{202f}» loyer\">HLM\
         </abbr> et un HLM, la <abbr title=\"Commission nationale\">CNIL</abbr>.</p>"
    );
    assert_eq!(problems("# HLM\n\na\n\n*[HLM]: b"), ["`HLM` is not used in this text @ *[HLM]: b"]);
    assert_eq!(problems("é ![](photo.jpg)\n\n*[a]: b\n\na").len(), 1, "places stay the same");
    assert!(self::html("```\n*[HLM]: b\n```").contains("*[HLM]: b"));
    assert!(self::html("la CNIL\n\n*[CNIL]: autre").contains("title=\"autre\""));
}

#[test]
fn headings_of_the_highest_level_form_the_table_of_contents() {
    let text = "## L'un\n\n### Détail\n\n## *Deux*\n";
    let entries = rendered(text).headings;
    let entries: Vec<_> = entries.iter().map(|entry| (entry.id.as_str(), entry.text.as_str())).collect();
    assert_eq!(entries, [("l-un", "L’un"), ("deux", "Deux")]);
}

#[test]
fn broken_links_and_images_are_reported_at_their_place() {
    assert_eq!(problems("see [a](missing.md)"), ["missing @ missing.md"]);
    assert_eq!(problems("![](photo.jpg)"), ["this image has no alternative text @ ![](photo.jpg)"]);
    assert_eq!(problems("[](x.md)"), ["this link has no text @ [](x.md)"]);
    assert_eq!(
        problems("![x](https://a.fr/b.jpg)"),
        ["this image is on another site @ ![x](https://a.fr/b.jpg)"]
    );
    assert_eq!(problems("[a][b] and [c]"), ["`[b]` is not defined @ [a][b]"]);
    assert_eq!(problems("a[^1] [^2]\n\n[^1]: b"), ["there is no footnote `[^2]` @ [^2]"]);
}

#[test]
fn html_is_reported_and_comments_are_removed() {
    assert_eq!(problems("a <b>c</b>"), ["HTML is not allowed in a text @ <b>"]);
    let block = "<div>\nx\n</div>";
    assert_eq!(problems(block), [format!("HTML is not allowed in a text @ {block}")]);
    assert_eq!(problems("<script>alert(1)</script>").len(), 1);
    assert_eq!(problems("<!-- a --><b>"), ["HTML is not allowed in a text @ <!-- a --><b>"]);
    assert_eq!(html("a <!-- b --> c\n\n<!-- d\n\ne -->\n\nf").replace('\n', ""), "<p>a  c</p><p>f</p>");
    assert_eq!(html("1 \\< 2 & 3").trim(), "<p>1 &lt; 2 &amp; 3</p>");
}

#[test]
fn a_cell_may_break_its_lines() {
    for tag in ["<br>", "<br/>", "<br />", "<BR>"] {
        let html = html(&format!("| a | b |\n|---|---|\n| 9 h{tag}14 h | **c**{tag}d |\n"));
        assert!(html.contains("<td>9\u{a0}h<br />\n14\u{a0}h</td>"), "{html}");
        assert!(html.contains("<strong>c</strong><br />\nd"), "{html}");
    }
    let problem = |text| rendered(text).problems.remove(0);
    assert!(problem("a<br>b").hint.english().contains("a backslash at the end of the line"));
    assert!(problem("| a |\n|---|\n| b |\n\nc<br>d").hint.english().contains("a backslash"));
    assert!(
        problem("| a |\n|---|\n| <ul><li>b</li></ul> |")
            .hint
            .english()
            .contains("`<br>` between the lines of a cell")
    );
    assert!(problem("| a |\n|---|\n| <b>b</b> |").hint.english().contains("`**bold**`"));
}

#[test]
fn tables_are_in_a_box_and_have_header_cells() {
    insta::assert_snapshot!(html("| a | b |\n|---|--:|\n| 1 | 2 |\n"), @r#"
    <section class="table" aria-label="content.table" tabindex="0">
    <table><thead><tr><th scope="col">a</th><th scope="col" class="right">b</th></tr></thead><tbody>
    <tr><td>1</td><td class="right">2</td></tr>
    </tbody></table>
    </section>
    "#);
    let table = "| a |\n|---|\n| 1 |\n";
    let text = html(&format!("# L’« un » & l’autre\n\n{table}\n## Deux\n\n{table}\nb\n\n{table}"));
    let names: Vec<_> =
        text.split("aria-label=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(names, ["L’«\u{202f}un\u{202f}» &amp; l’autre", "Deux", "Deux (2)"]);
}

#[test]
fn footnotes_are_below_the_text() {
    insta::assert_snapshot!(html("a[^x] b[^y] c[^x]\n\n[^y]: Deux *mots*\n[^x]: Un"), @r##"
    <p>a<sup><a href="#note-1" id="note-1-ref" role="doc-noteref">1</a></sup> b<sup><a href="#note-2" id="note-2-ref" role="doc-noteref">2</a></sup> c<sup><a href="#note-1" role="doc-noteref">1</a></sup></p>
    <section class="footnotes" role="doc-endnotes" aria-labelledby="notes">
    <h3 id="notes">content.notes</h3>
    <ol>
    <li id="note-1"><p>Un <a href="#note-1-ref" role="doc-backlink">↩</a></p></li>
    <li id="note-2"><p>Deux <em>mots</em> <a href="#note-2-ref" role="doc-backlink">↩</a></p></li>
    </ol>
    </section>
    "##);
    assert_eq!(problems("a\n\n[^x]: b"), ["nothing refers to the footnote `[^x]` @ [^x]: b"]);
}

#[test]
fn typography_spares_code_and_addresses() {
    assert_eq!(
        html("Qu'est-ce ? `l'un ?` ~~l'autre~~").trim(),
        "<p>Qu’est-ce\u{202f}? <code>l'un ?</code> <del>l’autre</del></p>"
    );
    assert_eq!(html("    l'un ?").trim(), "<pre><code>l'un ?</code></pre>");
    assert_eq!(html("*Quoi* ?").trim(), "<p><em>Quoi</em>\u{202f}?</p>");
}
