//! Slips of people who write content with the programs of an office: what is reported names the fix.

use site::ToolLanguage;
use tests::site::SiteTest;

use super::{WORKSHOP, with_text};

const INDEX: &str = "content/workshops/a/index.md";
const SESSIONS: &str = "content/workshops/a/sessions.yaml";
const REGISTRATION: &str = "content/workshops/a/registration.yaml";

/// Asserts that a site has exactly one problem, with this code, at this line and column of a file, and this text in its hint.
fn assert_only(site: &SiteTest, code: &str, place: &str, hint: &str) {
    let diagnostics = site.problems();
    let notes = diagnostics.notes(ToolLanguage::English);
    let found: Vec<_> = notes
        .iter()
        .map(|note| {
            let position = note.position.as_ref().map(|at| format!("{}:{}:{}", at.path, at.line, at.column));
            (note.code.unwrap_or_default(), position.unwrap_or_default())
        })
        .collect();
    assert_eq!(found, [(code, place.to_owned())], "{:?}", notes);
    let written = notes[0].hint.as_deref().unwrap_or_default();
    assert!(written.contains(hint), "{written}");
    let french = diagnostics.notes(ToolLanguage::French).remove(0);
    let french = format!("{} {}", french.message, french.hint.unwrap_or_default());
    assert!(![" the ", " is ", "write "].iter().any(|word| french.contains(word)), "{french}");
}

#[test]
fn values_of_other_programs_are_corrected() {
    for (path, right, written, code, place, hint) in [
        (SESSIONS, "date: 2027-09-14", "date: “2027-09-14”", "E012", "2:9", "write `2027-09-14`"),
        (SESSIONS, "date: 2027-09-14", "date: mardi 14 septembre 2027", "E012", "2:9", "write `2027-09-14`"),
        (SESSIONS, "end: '16:30'", "end: '25:00'", "E013", "4:8", "hours and minutes"),
        (SESSIONS, "  date: 2027", "\tdate: 2027", "E001", "2:1", "replace the tab with spaces"),
        (SESSIONS, "date: 2027", "date:2027", "E001", "2:3", "write `date: 2027-09-14`"),
        (SESSIONS, "  start:", "   start:", "E001", "3:9", "start `start` exactly below `date` of line 2"),
        (REGISTRATION, "amount: 500 EUR", "amount: gratuit", "E016", "5:52", "write `0 EUR`"),
        (REGISTRATION, "amount: 500 EUR", "amount: 1 500 €", "E016", "5:52", "write `1500 EUR`"),
        (INDEX, "title: Atelier A", "title: A : b", "E001", "2:10", "`title: \"A : b\"`"),
        (INDEX, "title: Atelier A", "title: 'L'atelier'", "E001", "2:11", "`title: \"L'atelier\"`"),
    ] {
        let site = SiteTest::new(WORKSHOP);
        site.edit(path, right, written);
        assert_only(&site, code, &format!("{path}:{place}"), hint);
    }
}

#[test]
fn what_a_hint_proposes_is_right() {
    for (path, right, written) in [
        (REGISTRATION, "amount: 500 EUR", "amount: 0 EUR"),
        (INDEX, "title: Atelier A", "title: \"L'atelier\""),
        (INDEX, "title: Atelier A", "title: \"A : b\""),
    ] {
        let site = SiteTest::new(WORKSHOP);
        site.edit(path, right, written);
        site.build();
    }
}

#[test]
fn files_of_other_programs_are_reported_once() {
    let site = SiteTest::new(WORKSHOP);
    let sessions = std::fs::read_to_string(site.root().join(SESSIONS)).unwrap();
    let little = sessions.encode_utf16().flat_map(u16::to_le_bytes);
    site.write(SESSIONS, [0xff, 0xfe].into_iter().chain(little).collect::<Vec<_>>());
    assert_only(&site, "E105", &format!("{SESSIONS}:1:1"), "Notepad");
    site.write(SESSIONS, format!("\u{feff}{sessions}"));
    site.build();

    let conflict = "<<<<<<< HEAD\n  date: 2027-09-14\n=======\n  date: 2027-09-15\n>>>>>>> autre\n";
    site.write(SESSIONS, sessions.replace("  date: 2027-09-14\n", conflict));
    assert_only(&site, "E109", &format!("{SESSIONS}:2:1"), "keep the right one");
    site.write(SESSIONS, sessions);
    site.edit(INDEX, "Le texte", "<<<<<<< HEAD\nLe texte\n=======\nUn texte\n>>>>>>> autre");
    assert_only(&site, "E109", &format!("{INDEX}:5:1"), "keep the right one");
    // Marks within a line are text.
    site.edit(INDEX, "<<<<<<< HEAD\nLe texte\n=======\nUn texte\n>>>>>>> autre", "Fin `>>>>>>> a`");
    site.build();
}

#[test]
fn names_of_other_programs_are_corrected() {
    for (name, written) in [
        (SESSIONS, "sessions.yml"),
        (SESSIONS, "sessions.yaml.txt"),
        (SESSIONS, "Sessions.yaml"),
        (INDEX, "index.MD"),
        (INDEX, "index.md.txt"),
    ] {
        let site = SiteTest::new(WORKSHOP);
        let (folder, right) = name.rsplit_once('/').unwrap();
        let text = std::fs::read(site.root().join(name)).unwrap();
        site.remove(name);
        site.write(&format!("{folder}/{written}"), text);
        assert_only(&site, "E102", &format!("{folder}/{written}:1:1"), &format!("did you mean `{right}`?"));
    }
    let site = SiteTest::new(WORKSHOP);
    site.write("content/pages/contact.MD", "---\ntitle: Contact\n---\nÉcrivez-nous.\n");
    assert_only(&site, "E102", "content/pages/contact.MD:1:1", "did you mean `pages/contact.md`?");
    // Links to it are right.
    site.edit(INDEX, "Le texte", "Le [texte](../../pages/contact.md)");
    assert_only(&site, "E102", "content/pages/contact.MD:1:1", "did you mean `pages/contact.md`?");
}

#[test]
fn french_keys_are_corrected() {
    let site = SiteTest::new(WORKSHOP);
    site.edit(SESSIONS, "  date: 2027-09-14", "  jour: 2027-09-14");
    assert_only(&site, "E006", &format!("{SESSIONS}:2:3"), "did you mean `date`?");
}

#[test]
fn a_copied_folder_is_one_problem() {
    let site = SiteTest::new(WORKSHOP);
    for name in ["index.md", "sessions.yaml", "registration.yaml"] {
        let text = std::fs::read(site.root().join("content/workshops/a").join(name)).unwrap();
        site.write(&format!("content/workshops/a (copie)/{name}"), text);
    }
    site.write("content/workshops/a (copie)/index.en.md", "---\ntitle: Workshop A\n---\n");
    assert_only(&site, "E107", "content/workshops/a (copie):1:1", "rename it to `a-copie`");
}

#[test]
fn front_matter_of_other_programs_is_corrected() {
    for (right, written, place, hint) in [
        ("---\ntitle", "\n---\ntitle", "2:1", "remove what is above"),
        ("---\ntitle", "—\ntitle", "1:1", "exactly three hyphens"),
        ("atelier\n---\n", "atelier\n——\n", "1:1", "exactly three hyphens"),
    ] {
        let site = SiteTest::new(WORKSHOP);
        site.edit(INDEX, right, written);
        assert_only(&site, "E108", &format!("{INDEX}:{place}"), hint);
    }
}

#[test]
fn paths_of_a_computer_are_not_links() {
    let copy = "copy the file to the folder of this text";
    for (target, hint) in [
        ("C:\\Users\\Zoe\\salle.pdf", format!("{copy} and write `salle.pdf`")),
        ("file:///C:/Users/Zoe/salle.pdf", format!("{copy} and write `salle.pdf`")),
        ("images\\salle.pdf", "write `images/salle.pdf`".to_owned()),
    ] {
        let place = format!("{INDEX}:5:9");
        assert_only(&with_text(&format!("[texte]({target})")), "E804", &place, &hint);
    }
    let site = with_text("![La salle](C:\\Users\\Zoe\\salle.jpg)");
    assert_only(&site, "E804", &format!("{INDEX}:5:1"), &format!("{copy} and write `salle.jpg`"));
}

#[test]
fn a_heading_without_a_space_is_reported_and_a_hashtag_is_not() {
    for (text, hint) in
        [("#Le programme", "write `# Le programme`"), ("#Programme\n\nTexte", "write `# Programme`")]
    {
        assert_only(&with_text(text), "E508", &format!("{INDEX}:5:1"), hint);
    }
    for text in
        ["#logement", "#HLM", "#Logement2030", "#Proximité est notre mot.", "#Lien #Social", "Avec\n#Lien"]
    {
        with_text(text).build();
    }
}
