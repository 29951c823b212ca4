use diagnostics::{Diagnostics, ToolLanguage, message};
use jiff::civil::{date as day, time as clock};

use super::*;

fn file(text: &str) -> Arc<SourceFile> {
    SourceFile::new("content/test.yaml", text)
}

/// Reads the whole text with `read`, and returns the value and the problems in short form.
fn read<T>(text: &str, read: impl Fn(&mut Reader<'_>, &Node) -> Option<T>) -> (Option<T>, String) {
    let file = file(text);
    let mut diagnostics = Diagnostics::default();
    let node = parse(&file, 0..text.len(), &mut diagnostics);
    let value = node.and_then(|node| read(&mut Reader::new(&file, &mut diagnostics), &node));
    (value, diagnostics.sorted().to_string())
}

fn names(reader: &mut Reader<'_>, node: &Node) -> Option<(Option<String>, Option<u32>)> {
    let mut fields = reader.fields(node)?;
    let name = fields.required(reader, "name", text);
    let count = fields.optional(reader, "count", count_up_to(30));
    fields.finish(reader);
    Some((name, count))
}

#[test]
fn values_keep_the_text_that_was_written() {
    for (written, value) in [("1.10", "1.10"), ("no", "no"), ("010", "010"), ("'a ''b'''", "a 'b'")] {
        assert_eq!(read(written, text).0.as_deref(), Some(value), "{written}");
    }
}

#[test]
fn every_problem_of_a_mapping_is_reported() {
    let (_, problems) = read("nmae: x\ncount: 0\ncount: 3\nother: y\n", names);
    insta::assert_snapshot!(problems, @r"
    content/test.yaml:1:1: unknown key `nmae`
    content/test.yaml:2:8: `0` is not a valid number
    content/test.yaml:3:1: `count` is written twice
    content/test.yaml:4:1: unknown key `other`
    ");
}

#[test]
fn a_missing_key_is_reported_at_the_mapping() {
    let (_, problems) = read("count: 3\n", names);
    assert_eq!(problems, "content/test.yaml:1:1: `name` is missing");
}

#[test]
fn wrong_shapes_are_reported_at_their_place() {
    let (_, problems) = read("- a\n- b\n", names);
    assert_eq!(problems, "content/test.yaml:1:3: expected keys with values, found a list");
    let (_, problems) = read("name: [a, b]\n", names);
    assert_eq!(problems, "content/test.yaml:1:8: expected a text, found a list");
    let (_, problems) = read("name:\n", names);
    assert_eq!(problems, "content/test.yaml:1:5: a text is missing here");
}

#[test]
fn invalid_yaml_is_one_problem_with_its_place() {
    let (value, problems) = read("name: a: b\n", names);
    assert!(value.is_none());
    assert!(problems.starts_with("content/test.yaml:1:"), "{problems}");
    let (_, problems) = read("name: &x a\nother: *x\n", names);
    assert!(problems.starts_with("content/test.yaml:2:8: a reference"), "{problems}");
}

#[test]
fn dates_times_and_amounts() {
    assert_eq!(read("2022-12-01", date).0, Some(day(2022, 12, 1)));
    assert_eq!(read("\"9:05\"", time).0, Some(clock(9, 5, 0, 0)));
    assert_eq!(read("16:30", time).0, Some(clock(16, 30, 0, 0)));
    let moment = read("2022-10-03 09:00", date_and_time).0;
    assert_eq!(moment, Some((day(2022, 10, 3), Some(clock(9, 0, 0, 0)))));
    assert_eq!(read("2022-10-03", date_and_time).0, Some((day(2022, 10, 3), None)));
    for (written, minor) in [("500 EUR", 50_000), ("99.50 EUR", 9_950)] {
        assert_eq!(read(written, amount).0.map(|money| money.minor), Some(minor));
    }
    for wrong in ["2022-13-01", "2022-02-30", "01/12/2022", "20221201", "2022-12-01T10:00"] {
        assert!(read(wrong, date).0.is_none(), "{wrong}");
    }
    for wrong in ["24:00", "10h30", "10", "10:0", "10:00:00", "-1:00"] {
        assert!(read(wrong, time).0.is_none(), "{wrong}");
    }
    for wrong in ["500", "500 €", "1 500 EUR", "1.500 EUR", "-5 EUR", "5.1 EUR", "99999999999999999999 EUR"]
    {
        assert!(read(wrong, amount).0.is_none(), "{wrong}");
    }
}

#[test]
fn a_place_in_a_block_is_found_in_its_file() {
    let text = "a: |\n  Première ligne\n\n  Deuxième [ligne](x.md)\n";
    let file = file(text);
    let node = parse(&file, 0..text.len(), &mut Diagnostics::default()).unwrap();
    let Value::Mapping(pairs) = &node.value else { panic!("a mapping") };
    let Value::Scalar(block) = &pairs[0].node.value else { panic!("a scalar") };
    let origin = Origin::of_scalar(&file, &pairs[0].node.span, block);
    let start = block.find("x.md").unwrap();
    let diagnostic = origin
        .diagnostic(&(start..start + 4), message! { MissingFile, en: "no such file", fr: "pas de fichier" });
    assert_eq!(diagnostic.to_short_text(), "content/test.yaml:4:20: no such file");
}

#[test]
fn a_text_is_never_cut_off_silently() {
    for (written, place, whole) in [
        ("Atelier #2", "1:9", "Atelier #2"),
        ("Réunion # 2 du club", "1:9", "Réunion # 2 du club"),
        ("Atelier  #logement", "1:10", "Atelier #logement"),
        ("Atelier\t#2", "1:9", "Atelier #2"),
        ("- Atelier # tarif 1\n- b", "1:11", "Atelier # tarif 1"),
        ("[Atelier, Réunion #2\n]", "1:19", "Réunion #2"),
        ("Un \"grand\" #2", "1:12", "Un \\\"grand\\\" #2"),
    ] {
        let either = |reader: &mut Reader<'_>, node: &Node| match node.value {
            Value::Sequence(_) => list(text)(reader, node).map(|_| ()),
            _ => text(reader, node).map(|_| ()),
        };
        let (_, problems) = read(written, either);
        assert!(problems.starts_with(&format!("content/test.yaml:{place}: `#")), "{written}: {problems}");
        let file = file(written);
        let mut diagnostics = Diagnostics::default();
        let node = parse(&file, 0..written.len(), &mut diagnostics).unwrap();
        either(&mut Reader::new(&file, &mut diagnostics), &node);
        let shown = diagnostics.to_plain_text().replace("\n       ", "");
        assert!(shown.contains(&format!("`\"{whole}\"`")), "{shown}");
    }
    let mapping = |written: &str| read(written, names).1;
    assert_eq!(
        mapping("name: #2 du club\n"),
        "content/test.yaml:1:7: `#2 du club` is cut off: to YAML, a `#` after a space starts a comment"
    );
    assert!(mapping("name: Atelier\n  #logement\n").contains(":2:3: `#logement` is cut off"));
    let (_, problems) =
        read("topics: #logement", |reader, node| reader.fields(node)?.optional(reader, "topics", list(text)));
    assert!(problems.contains("`#logement` is cut off"), "{problems}");
    let (_, problems) =
        read("text: #logement #club", |reader, node| reader.fields(node)?.optional(reader, "text", markdown));
    assert!(problems.contains("`#logement #club` is cut off"), "{problems}");
}

#[test]
fn ordinary_comments_are_accepted() {
    for written in [
        "Atelier  # remarque",
        "Atelier     # une remarque plus loin",
        "Atelier\t# remarque",
        "\"Atelier\" # remarque",
        "'Atelier #2' #remarque",
        "Atelier\n# remarque",
        "Atelier\n#remarque",
        "Atelier#2",
        "C# et F#",
        "|  # remarque\n  Un texte #2\n",
        "Atelier  #",
        "Atelier  ## ---",
    ] {
        let (value, problems) = read(written, text);
        assert!(value.is_some() && problems.is_empty(), "{written}: {problems}");
    }
    let (_, problems) = read("name: Atelier\n# une remarque\n#count: 3\ncount: 3 # remarque\n", names);
    assert_eq!(problems, "");
    assert_eq!(read("2027-09-14 # remarque", date).1, "");
    assert_eq!(read("2027-09-14 #remarque", date).1, "");
    assert_eq!(read("500 EUR # HT", amount).1, "");
    assert_eq!(read("true # oui", boolean).1, "");
    assert_eq!(read("# à compléter", markdown).1, "");
    let commented_out = "name: Atelier\n#other: x\n\n  # une remarque\ncount: 3\n";
    assert_eq!(read(commented_out, names).1, "");
}

#[test]
fn a_space_that_yaml_treats_as_a_letter_is_named_with_its_place() {
    for (written, problem) in [
        ("name:\u{a0}x\ncount: 3\n", "1:6: U+00A0 NO-BREAK SPACE after `name:`"),
        ("name:\u{a0}x\n", "1:6: U+00A0 NO-BREAK SPACE after `name:`"),
        ("count: 3\nname:\u{200b} x\nother: y\n", "2:6: U+200B ZERO WIDTH SPACE after `name:`"),
        ("name: [x,\n\u{a0} y\nother: z\n", "2:1: U+00A0 NO-BREAK SPACE in the indentation"),
        ("count:\u{2003}3\nname: x\n", "1:7: U+2003 EM SPACE after `count:`"),
    ] {
        assert_eq!(read(written, names).1, format!("content/test.yaml:{problem}"), "{written:?}");
    }
    let (_, problems) = read("na\u{200b}me: x\ncount: 3\u{a0}0\n", names);
    let expected = [
        "content/test.yaml:1:1: unknown key `na\u{200b}me`: U+200B ZERO WIDTH SPACE after `na` (column 3)",
        "content/test.yaml:2:8: `3\u{a0}0` is not a valid number: U+00A0 NO-BREAK SPACE after `3` (column 9)",
    ];
    assert_eq!(problems, expected.join("\n"));
}

#[test]
fn a_year_with_two_digits_is_of_this_century() {
    let hint = |written: &str, read_date: fn(&mut Reader<'_>, &Node) -> Option<()>| {
        let file = file(written);
        let mut diagnostics = Diagnostics::default();
        let node = parse(&file, 0..written.len(), &mut diagnostics).unwrap();
        assert!(read_date(&mut Reader::new(&file, &mut diagnostics), &node).is_none());
        let text = diagnostics.to_plain_text();
        text.split_once("help: ").unwrap().1.trim().to_owned()
    };
    let day: fn(&mut Reader<'_>, &Node) -> Option<()> = |reader, node| date(reader, node).map(|_| ());
    for (written, expected) in [
        ("01/12/22", "write `2022-12-01`"),
        ("1.12.22", "write `2022-12-01`"),
        ("01-12-22", "write `2022-12-01`"),
        ("22-12-01", "write `2022-12-01`"),
        ("0022-12-01", "write `2022-12-01`"),
        ("14/09/2027", "write `2027-09-14`"),
        ("01/12/202", "write year-month-day, such as `2027-09-14`"),
        ("0202-12-01", "write a year from 1900 to 2199"),
        ("31/02/22", "write year-month-day, such as `2027-09-14`"),
    ] {
        assert_eq!(hint(written, day), expected, "{written}");
    }
    let moment: fn(&mut Reader<'_>, &Node) -> Option<()> =
        |reader, node| date_and_time(reader, node).map(|_| ());
    for (written, expected) in [
        ("03/10/22 9h", "write `2022-10-03 09:00`"),
        ("03/10/22 à 09:30", "write `2022-10-03 09:30`"),
        ("2022-10-03 9h30", "write `2022-10-03 09:30`"),
        ("03/10/22", "write `2022-10-03`"),
        ("0022-10-03 09:00", "write `2022-10-03 09:00`"),
    ] {
        assert_eq!(hint(written, moment), expected, "{written}");
    }
}

/// Returns the place of the problem with a text that is not YAML, and how to correct it.
fn repaired(text: &str) -> (String, String) {
    let file = file(text);
    let mut diagnostics = Diagnostics::default();
    assert!(parse(&file, 0..text.len(), &mut diagnostics).is_none(), "{text}");
    let note = diagnostics.notes(ToolLanguage::English).remove(0);
    let position = note.position.map(|position| format!("{}:{}", position.line, position.column));
    (position.unwrap_or_default(), note.hint.unwrap_or_default())
}

#[test]
fn invalid_yaml_is_corrected_if_its_line_shows_how() {
    let around = "put straight quotation marks around the text: ";
    for (text, place, hint) in [
        ("title: Atelier 2 : suite\n", "1:18", &*format!("{around}`title: \"Atelier 2 : suite\"`")),
        ("- name: 'L'atelier'\n", "1:12", &format!("{around}`name: \"L'atelier\"`")),
        ("name: \"Le \"grand\" jour\"\n", "1:12", &format!("{around}`name: 'Le \"grand\" jour'`")),
        ("name: @club\n", "1:7", &format!("{around}`name: \"@club\"`")),
        ("name: a\ndate:2027-09-14\nend: b\n", "2:1", "write `date: 2027-09-14`"),
        ("a: b\n\n# c\n   d: e\n", "4:4", "start `d` exactly below `a` of line 1"),
        ("- name: a\n\tdate: b\n", "2:1", "replace the tab with spaces, as many as the line above has"),
    ] {
        assert_eq!(repaired(text), (place.to_owned(), hint.to_owned()), "{text}");
    }
    // A longer text is not repeated, and what may be a list keeps the general hint.
    let long = format!("title: {}: b\n", "a".repeat(200));
    assert_eq!(repaired(&long).1, format!("{around}`title: \"…\"`"));
    for other in ["speakers: [a, b\n", "- a\nb: c\n", "a: b\n  http://c: d\n"] {
        assert!(repaired(other).1.starts_with("indent with spaces"), "{other}: {}", repaired(other).1);
    }
}

#[test]
fn what_was_meant_is_shown_for_dates_and_amounts() {
    let hint = |text: &str, read: fn(&mut Reader<'_>, &Node)| {
        let file = file(text);
        let mut diagnostics = Diagnostics::default();
        let node = parse(&file, 0..text.len(), &mut diagnostics).unwrap();
        read(&mut Reader::new(&file, &mut diagnostics), &node);
        diagnostics.notes(ToolLanguage::English).remove(0).hint.unwrap_or_default()
    };
    let of_date = |text: &str| {
        hint(text, |reader, node| {
            let _ = date(reader, node);
        })
    };
    for text in
        ["“2022-12-01”", "« 2022-12-01 »", "1er décembre 2022", "jeudi 1 déc. 2022", "December 1st, 2022"]
    {
        assert_eq!(of_date(text), "write `2022-12-01`", "{text}");
    }
    for text in ["décembre 2022", "1er décembre", "31 février 2022", "du 1er au 3 décembre 2022"] {
        assert!(of_date(text).starts_with("write year-month-day"), "{text}");
    }
    let of_moment = |text: &str| {
        hint(text, |reader, node| {
            let _ = date_and_time(reader, node);
        })
    };
    assert_eq!(of_moment("1er décembre 2022"), "write `2022-12-01`");
    assert_eq!(of_moment("1er décembre 2022 à 9h30"), "write `2022-12-01 09:30`");
    assert_eq!(of_moment("“2022-12-01 9h”"), "write `2022-12-01 09:00`");
    let of_amount = |text: &str| {
        hint(text, |reader, node| {
            let _ = amount(reader, node);
        })
    };
    for (text, meant) in [
        ("500 €", "500 EUR"),
        ("€500", "500 EUR"),
        ("1 500 EUR", "1500 EUR"),
        ("1.500 euros", "1500 EUR"),
        ("1.500,50 €", "1500.50 EUR"),
        ("99,5 €", "99.50 EUR"),
        ("“80 CHF”", "80 CHF"),
        ("Gratuit", "0 EUR"),
    ] {
        assert_eq!(of_amount(text), format!("write `{meant}`"), "{text}");
    }
    assert_eq!(of_amount("gratuit # ou 20 CHF"), "write `0 CHF`", "as elsewhere in the file");
    for text in ["500", "10 à 20 €", "500 € TTC", "euros", "1'500 €", "-5 EUR"] {
        assert!(of_amount(text).starts_with("write `1500 EUR` or"), "{text}: {}", of_amount(text));
    }
}
