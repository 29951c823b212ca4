use super::*;

fn resolve(target: &str) -> Result<Link, BrokenLink> {
    match target {
        "missing.md" => Err(BrokenLink { message: "missing".into(), hint: String::new() }),
        "plan.pdf" | "photo.jpg" => {
            Ok(Link { href: format!("/a/{target}"), attachment: Some(target.to_owned()) })
        }
        other => Ok(Link { href: other.replace(".md", "/"), attachment: None }),
    }
}

fn rendered(text: &str) -> Rendered {
    let rendering = Rendering { top_level: 3, typography: Typography::French, resolve: &resolve };
    render(text, &rendering, &mut Anchors::reserving(["programme"]))
}

fn html(text: &str) -> String {
    let rendered = rendered(text);
    assert!(rendered.problems.is_empty(), "{:?}", rendered.problems);
    rendered.html
}

/// The messages with the part of the text that each points at.
fn problems(text: &str) -> Vec<String> {
    let problems = rendered(text).problems;
    problems.iter().map(|problem| format!("{} @ {}", problem.message, &text[problem.range.clone()])).collect()
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
    let rendered = rendered("[a](x.md) ![p](photo.jpg) [b](plan.pdf \"Plan\") <a@b.fr>");
    assert_eq!(
        rendered.html.trim(),
        "<p><a href=\"x/\">a</a> <img src=\"/a/photo.jpg\" alt=\"p\" /> \
         <a href=\"/a/plan.pdf\" title=\"Plan\">b</a> <a href=\"mailto:a@b.fr\">a@b.fr</a></p>"
    );
    assert_eq!(rendered.attachments, ["photo.jpg", "plan.pdf"]);
}

#[test]
fn broken_links_and_images_are_pointed_at() {
    assert_eq!(problems("see [a](missing.md)"), ["missing @ missing.md"]);
    assert_eq!(problems("![](photo.jpg)"), ["this image has no alternative text @ ![](photo.jpg)"]);
    assert_eq!(problems("[](x.md)"), ["this link has no text @ [](x.md)"]);
    assert_eq!(
        problems("![x](https://a.fr/b.jpg)"),
        ["this image stands on another site @ ![x](https://a.fr/b.jpg)"]
    );
    assert_eq!(problems("[a][b] and [c]"), ["`[b]` is defined nowhere @ [a][b]"]);
    assert_eq!(problems("a[^1] [^2]\n\n[^1]: b"), ["there is no footnote `[^2]` @ [^2]"]);
}

#[test]
fn html_is_refused_and_comments_are_left_out() {
    assert_eq!(problems("a <b>c</b>"), ["HTML is not taken over from a text @ <b>"]);
    let block = "<div>\nx\n</div>";
    assert_eq!(problems(block), [format!("HTML is not taken over from a text @ {block}")]);
    assert_eq!(problems("<script>alert(1)</script>").len(), 1);
    assert_eq!(problems("<!-- a --><b>"), ["HTML is not taken over from a text @ <!-- a --><b>"]);
    assert_eq!(html("a <!-- b --> c\n\n<!-- d\n\ne -->\n\nf").replace('\n', ""), "<p>a  c</p><p>f</p>");
    assert_eq!(html("1 \\< 2 & 3").trim(), "<p>1 &lt; 2 &amp; 3</p>");
}

#[test]
fn tables_are_boxed_and_have_header_cells() {
    insta::assert_snapshot!(html("| a | b |\n|---|--:|\n| 1 | 2 |\n"), @r#"
    <div class="table">
    <table><thead><tr><th scope="col">a</th><th scope="col" class="right">b</th></tr></thead><tbody>
    <tr><td>1</td><td class="right">2</td></tr>
    </tbody></table>
    </div>
    "#);
}

#[test]
fn footnotes_stand_below_the_text() {
    insta::assert_snapshot!(html("a[^x] b[^y] c[^x]\n\n[^y]: Deux *mots*\n[^x]: Un"), @r##"
    <p>a<sup><a href="#note-1" id="note-1-ref" role="doc-noteref">1</a></sup> b<sup><a href="#note-2" id="note-2-ref" role="doc-noteref">2</a></sup> c<sup><a href="#note-1" role="doc-noteref">1</a></sup></p>
    <section class="footnotes" role="doc-endnotes">
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
