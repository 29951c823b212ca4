//! Edits of the theme.

use super::{Edit, EditedSite};

/// The edits, each with its name.
pub(super) const EDITS: &[(&str, Edit)] = &[
    ("template", template),
    ("template", template),
    ("break a template", break_template),
    ("style", style),
    ("words", words),
    ("words", words),
    ("English words", english_words),
    ("add static file", add_static),
    ("remove static file", remove_static),
    ("remove template", remove_template),
    ("foreign folder", foreign_folder),
];

/// Empty folders, one of which a theme must not have.
pub(super) const EMPTY: [&str; 2] = ["themes/plain/pictures", "themes/plain/static/more"];

fn is_template(path: &str) -> bool {
    path.starts_with("themes/plain/templates/") && path.ends_with(".html")
}

fn template(it: &mut EditedSite) -> Option<String> {
    let path = it.source(is_template)?;
    let text = it.read(&path);
    let more = format!("<!-- {} -->", it.number);
    let new = match text.rsplit_once("{%- endblock") {
        Some((before, after)) => format!("{before}{more}{{%- endblock{after}"),
        None => text + &more,
    };
    it.site.write(&path, new);
    Some(format!("{path}: {more}"))
}

fn break_template(it: &mut EditedSite) -> Option<String> {
    let path = it.source(is_template)?;
    it.append(&path, "{% if")
}

fn style(it: &mut EditedSite) -> Option<String> {
    it.append("themes/plain/static/style.css", &format!(".rule-{} {{ margin: 0 }}\n", it.number))
}

fn words(it: &mut EditedSite) -> Option<String> {
    let (key, text) = it.random.one_of(&[
        ("  hour: ", "\"{hour} heures"),
        ("  money: ", "\"{amount} {symbol}"),
        ("  date_time: ", "\"{date}, {time}"),
        ("    label: fee", "\"tarif"),
    ])?;
    let text = if key.ends_with(' ') { format!("{text} {}\"", it.number) } else { it.number.to_string() };
    it.set("themes/plain/i18n/fr.yaml", key, &text)
}

fn english_words(it: &mut EditedSite) -> Option<String> {
    it.set(
        "themes/plain/i18n/en.yaml",
        "  registration: ",
        &format!("\"Registration {}: {{workshop}}\"", it.number),
    )
}

fn add_static(it: &mut EditedSite) -> Option<String> {
    let path = format!("themes/plain/static/sign-{}.svg", it.number);
    it.site.write(&path, "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    Some(format!("{path} is new"))
}

fn remove_static(it: &mut EditedSite) -> Option<String> {
    let path = it.source(|path| path.contains("/static/"))?;
    it.site.remove(&path);
    Some(format!("{path} is removed"))
}

fn remove_template(it: &mut EditedSite) -> Option<String> {
    let path = it.source(is_template)?;
    it.site.remove(&path);
    Some(format!("{path} is removed"))
}

fn foreign_folder(it: &mut EditedSite) -> Option<String> {
    let folder = it.random.one_of(&EMPTY)?;
    std::fs::create_dir(it.site.root().join(folder)).ok()?;
    Some(format!("{folder}/"))
}
