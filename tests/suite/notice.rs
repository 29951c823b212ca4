//! The data that forms ask for is that of the page about privacy and of the record of processing; questions that invite special
//! data are reported.

use std::collections::BTreeSet;
use std::fs;

use jiff::civil::{Date, date};
use model::form::TRAP_FIELD;
use site::ToolLanguage;
use tests::project::SiteCopy;

/// A day when the example takes registrations.
const TODAY: Date = date(2026, 12, 1);

const REGISTRATION: &str = "content/workshops/exemple-renovation-energetique/registration.yaml";

/// Returns a page of the site with ordinary spaces.
fn page(site: &SiteCopy, path: &str) -> String {
    site.build(TODAY).unwrap();
    let html = fs::read_to_string(site.path(&format!("dist/site/{path}/index.html"))).unwrap();
    html.replace("&nbsp;", " ").replace(['\u{a0}', '\u{202f}'], " ")
}

/// Returns the labels of the fields of a form into which people type.
fn labels(html: &str) -> BTreeSet<String> {
    let form = html.split("<form").nth(1).unwrap().split("</form>").next().unwrap();
    let labels = form.split("<label for=\"").skip(1).filter_map(|part| {
        let (field, rest) = part.split_once('"').unwrap();
        // The options of a choice have identifiers of their own.
        let is_typed =
            form.contains(&format!("name=\"{field}\"")) && ![TRAP_FIELD, "privacy"].contains(&field);
        is_typed.then(|| rest.split_once('>').unwrap().1.split('<').next().unwrap().trim().to_owned())
    });
    labels.collect()
}

/// Edits a file, builds, and returns the notice.
fn notice_after(path: &str, from: &str, to: &str) -> String {
    let site = SiteCopy::new();
    let text = site.read(path);
    assert!(text.contains(from), "{path} has `{from}`");
    site.write(path, &text.replace(from, to));
    page(&site, "confidentialite")
}

#[test]
fn the_notice_lists_what_each_form_asks_for() {
    let site = SiteCopy::new();
    for (notice, form, own) in [
        (
            "confidentialite",
            "ateliers/exemple-renovation-energetique/inscription",
            "Déjeunez-vous sur place ?",
        ),
        (
            "en/confidentialite",
            "en/workshops/exemple-renovation-energetique/registration",
            "Will you have lunch on site?",
        ),
    ] {
        let notice = page(&site, notice);
        assert!(!notice.contains("<!-- data"), "{notice}");
        let asked = labels(&page(&site, form));
        assert!(asked.len() > 10, "{asked:?}");
        for label in asked.iter().map(String::as_str).chain([own]) {
            assert!(notice.contains(label), "{label} is not in the notice: {notice}");
        }
    }
    let notice = page(&site, "confidentialite");
    for asked in [
        "Prénom",
        "Nom",
        "Fonction",
        "Organisme",
        "Adresse électronique",
        "Téléphone (facultatif)",
        "SIRET",
        "Remarques",
        "Questionnaire de l’atelier",
        "36 mois",
        "12 mois",
    ] {
        assert!(notice.contains(asked), "{asked}: {notice}");
    }
}

#[test]
fn the_notice_follows_the_forms() {
    let question = "questions:\n  - name: plaque\n    label: Plaque d’immatriculation\n    kind: text\n";
    let notice = notice_after(REGISTRATION, "questions:\n", question);
    assert!(notice.contains("Plaque d’immatriculation (facultatif)"), "{notice}");
    let notice =
        notice_after(REGISTRATION, "label: Déjeunez-vous sur place ?", "label: Serez-vous là à midi ?");
    assert!(notice.contains("Serez-vous là à midi ?") && !notice.contains("Déjeunez-vous"), "{notice}");
    let notice = notice_after("content/site.yaml", "registrations: 36", "registrations: 24");
    assert!(notice.contains("24 mois après la dernière séance"), "{notice}");
}

#[test]
fn what_is_asked_about_the_contact_is_not_about_the_other_participants() {
    let site = SiteCopy::new();
    let question = "questions:\n  - name: plaque\n    label: Plaque d’immatriculation\n    kind: text\n    per: participant\n";
    let several = site.read(REGISTRATION).replace("questions:\n", question);
    let (contact, others) = ("Vous, en tant que participant", "Chaque autre participant");
    for (most, expected) in [(5, vec![contact, others]), (1, vec![contact])] {
        let text = several.replace("max_participants: 5", &format!("max_participants: {most}"));
        site.write(REGISTRATION, &text);
        let notice = page(&site, "confidentialite");
        let entries = notice.split("<dt>").skip(1).filter(|entry| entry.contains("Plaque"));
        let headings: Vec<_> = entries.map(|entry| entry.split("</dt>").next().unwrap()).collect();
        assert_eq!(headings, expected, "{most}: {notice}");
    }
}

/// The prose beside the lists is the editor's: it names nothing that the forms ask for, so that it cannot contradict them.
#[test]
fn the_prose_of_the_notice_leaves_the_data_of_forms_to_the_lists() {
    let site = SiteCopy::new();
    for (path, words) in [
        ("content/pages/confidentialite.md", ["SIRET", "bon de commande", "Prénom, nom"]),
        ("content/pages/confidentialite.en.md", ["SIRET", "purchase order", "First name, last name"]),
    ] {
        let text = site.read(path);
        assert!(
            text.contains("<!-- data: registrations -->") && text.contains("<!-- data: questionnaires -->")
        );
        for word in words {
            assert!(!text.contains(word), "{path} names {word} itself");
        }
    }
}

#[test]
fn the_record_of_processing_has_the_data_of_the_forms() {
    let site = SiteCopy::new();
    let record = |language| {
        let record = site::processing_record(site.root(), TODAY, language).unwrap();
        record.replace(['\u{a0}', '\u{202f}'], " ")
    };
    let french = record(ToolLanguage::French);
    for part in [
        "# Registre des activités de traitement",
        "## Inscriptions aux ateliers",
        "## Réponses aux questionnaires",
        "Prénom",
        "Déjeunez-vous sur place ?",
        "36 mois après la dernière séance",
        "12 mois après la dernière séance",
        "les formulaires n’en demandent pas",
        "une autre adresse proposée pour le contact",
        "Les personnes du club chargées des ateliers",
    ] {
        assert!(french.contains(part), "{part}:\n{french}");
    }
    let english = record(ToolLanguage::English);
    assert!(
        english.contains("# Record of processing activities")
            && english.contains("Will you have lunch on site?")
    );
    let text = site.read(REGISTRATION);
    let question = "questions:\n  - name: regime\n    label: Un régime particulier ?\n    kind: text\n    sensitive: true\n";
    site.write(REGISTRATION, &text.replace("questions:\n", question));
    let stated = record(ToolLanguage::French);
    let (registrations, answers) = stated.split_once("## Réponses aux questionnaires").unwrap();
    assert!(
        registrations.contains("demandées avec un accord explicite : Un régime particulier ?"),
        "{stated}"
    );
    assert!(answers.contains("les formulaires n’en demandent pas"), "{stated}");
    assert!(!answers.contains("Pour finir"), "only the acknowledgement of the notice is there: {stated}");
    // Words alone are no consent.
    let question = question.replace("    sensitive: true\n", "");
    site.write(REGISTRATION, &text.replace("questions:\n", &question));
    let invited = record(ToolLanguage::French);
    let expected =
        "[à vérifier, car elles semblent en demander sans accord explicite : Un régime particulier ?]";
    assert!(invited.contains(expected) && !invited.contains("avec un accord explicite"), "{invited}");
}

#[test]
fn a_question_that_invites_special_data_is_reported_unless_it_says_so() {
    let site = SiteCopy::new();
    let text = site.read(REGISTRATION);
    let warnings = |question: &str| {
        site.write(REGISTRATION, &text.replace("questions:\n", &format!("questions:\n{question}")));
        let report = site::check(site.root(), TODAY).unwrap();
        let about = report.warnings.iter().filter(|warning| warning.path().ends_with("registration.yaml"));
        about.map(|warning| warning.to_short_text()).collect::<Vec<_>>()
    };
    assert_eq!(warnings(""), [""; 0]);
    let diet = "  - name: regime\n    label: Un régime particulier ?\n    kind: text\n";
    let found = warnings(diet);
    assert!(found.len() == 1 && found[0].contains("this question invites data about health"), "{found:?}");
    assert_eq!(warnings(&format!("{diet}    sensitive: true\n")), [""; 0]);
    assert_eq!(warnings(&format!("{diet}    sensitive: false\n")).len(), 1);
    let choice = "  - name: menu\n    label: Votre menu\n    kind: choice\n    options: [{ value: a, label: Halal }, { value: b, label: Autre }]\n";
    assert!(warnings(choice)[0].contains("data about beliefs"));
}
