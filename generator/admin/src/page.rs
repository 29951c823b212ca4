//! The page of the editor.

use crate::Site;
use crate::repository::Hosts;
use crate::words::Words;

/// Corrections of the editor's own styles: its text fields are wider than a phone.
const STYLE: &str =
    "body .content-editor .sui.text-editor { width: auto !important; min-width: 0 !important }";

/// Returns the page. Its policy narrows that of the headers (`view::headers`) down to the hosts that the editor uses;
/// browsers enforce both.
pub(crate) fn html(site: Site<'_>, words: &Words) -> String {
    let Hosts { requests, pictures } = Hosts::of(site.editor);
    let policy = format!(
        "script-src 'self'; connect-src 'self' blob: data: {requests}; img-src 'self' blob: data: {pictures}"
    );
    format!(
        r#"<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>{STYLE}</style>
<script type="module" src="editor.js"></script>
</head>
<body></body>
</html>
"#,
        language = site.language,
        title = words.title,
    )
}
