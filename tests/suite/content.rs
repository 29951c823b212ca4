//! The real `content/`: it builds with each theme without diagnostics, and the pages contain everything that the club
//! announces.

use std::fs;

use jiff::civil::{Date, date};
use site::BuildError;
use tests::project::{SiteCopy, root};

/// A day when the first workshop took registrations.
const OPEN: Date = date(2022, 11, 15);
/// A day long after that, when the example takes registrations.
const LATER: Date = date(2026, 12, 1);

const HOME: &str = "index.html";
const WORKSHOP: &str = "ateliers/proximite/index.html";
const REGISTRATION: &str = "ateliers/proximite/inscription/index.html";
const QUESTIONNAIRE: &str = "ateliers/proximite/questionnaire/index.html";
const EXAMPLE_REGISTRATION: &str = "ateliers/exemple-renovation-energetique/inscription/index.html";

#[test]
fn it_builds_with_every_theme() {
    let mut themes = 0;
    for entry in fs::read_dir(root().join("themes")).unwrap() {
        let entry = entry.unwrap();
        if !entry.file_type().unwrap().is_dir() {
            continue;
        }
        let theme = entry.file_name().into_string().unwrap();
        build(&SiteCopy::new().with_theme(&theme), LATER);
        themes += 1;
    }
    assert!(themes > 1, "there are themes besides the one in use");
}

#[test]
fn nothing_of_the_announcement_is_lost() {
    let site = SiteCopy::new();
    build(&site, LATER);
    let page = text(&site, WORKSHOP);
    for phrase in ANNOUNCEMENT {
        assert!(page.contains(phrase), "« {phrase} » is not on the page:\n{page}");
    }
}

#[test]
fn the_workshop_is_shown_as_past() {
    let site = SiteCopy::new();
    build(&site, LATER);
    let home = text(&site, HOME);
    let past = home.find("Revisiter la proximité").expect("the workshop is listed");
    let upcoming = home.find("Rénover sans reloger").expect("the workshop is listed");
    assert!(upcoming < past, "upcoming workshops are listed first");
    assert!(!html(&site, REGISTRATION).contains("<form"), "registrations are closed");
    assert!(html(&site, EXAMPLE_REGISTRATION).contains("<form"), "the example still accepts registrations");
}

#[test]
fn registrations_are_accepted_as_of_an_earlier_day() {
    let site = SiteCopy::new();
    build(&site, OPEN);
    let page = html(&site, REGISTRATION);
    assert!(page.contains(r#"action="/api/workshops/proximite/registrations""#));
    for name in
        ["fee", "given-name", "family-name", "function", "organisation", "email", "telephone", "remarks"]
    {
        assert!(page.contains(&format!(r#"name="{name}""#)), "no field `{name}`");
    }
    let page = text(&site, REGISTRATION);
    for phrase in ["Adhérent", "500 €", "Non-adhérent", "1 500 €", "36 mois", "CNIL"] {
        assert!(page.contains(phrase), "« {phrase} » is not on the page:\n{page}");
    }
}

#[test]
fn the_questionnaire_asks_what_was_announced() {
    let site = SiteCopy::new();
    build(&site, OPEN);
    assert!(html(&site, QUESTIONNAIRE).contains(r#"action="/api/workshops/proximite/forms/questionnaire""#));
    let page = text(&site, QUESTIONNAIRE);
    for phrase in [
        "un large groupe d'organismes",
        "À quelles difficultés",
        "Avez-vous expérimenté des réussites ?",
        "Quels sont les besoins des locataires aujourd'hui ?",
        "développé des projets innovants sur vos dispositifs ou services de proximité ?",
        "Le client est-il passif ou actif dans la production du service ?",
        "des entretiens qualitatifs avec quelques organismes volontaires",
        "J'accepte d'être contacté(e) pour un entretien qualitatif",
        "12 mois après la dernière séance",
    ] {
        assert!(page.contains(phrase), "« {phrase} » is not on the page:\n{page}");
    }
    assert!(html(&site, WORKSHOP).contains(r#"href="/ateliers/proximite/questionnaire/""#));
    build(&site, LATER);
    assert!(!html(&site, QUESTIONNAIRE).contains("<form"), "the questionnaire is closed");
    assert!(text(&site, QUESTIONNAIRE).contains("Le questionnaire est clos"));
    assert!(!html(&site, WORKSHOP).contains("/questionnaire/"));
}

#[test]
fn an_optional_choice_can_be_taken_back() {
    const TAKEN_BACK: &str = r#"name="dejeuner" value="" checked"#;
    for theme in ["default", "sober"] {
        let site = SiteCopy::new().with_theme(theme);
        build(&site, LATER);
        assert!(!html(&site, EXAMPLE_REGISTRATION).contains(TAKEN_BACK), "{theme}: it must be answered");
        let file = "content/workshops/exemple-renovation-energetique/registration.yaml";
        let required = "kind: choice\n    required: true\n";
        site.write(file, &site.read(file).replacen(required, "kind: choice\n", 1));
        build(&site, LATER);
        let page = html(&site, EXAMPLE_REGISTRATION);
        assert!(page.contains(TAKEN_BACK), "{theme}: {page}");
    }
}

#[test]
fn every_page_of_the_site_exists() {
    let site = SiteCopy::new();
    build(&site, LATER);
    let pages = [
        "404.html",
        "accessibilite/index.html",
        "confidentialite/index.html",
        "intervenants/vincent-cespedes/index.html",
        "intervenants/yvette-molina/index.html",
        "mentions-legales/index.html",
        "robots.txt",
        "sitemap.xml",
    ];
    for page in pages {
        assert!(site.path("dist/site").join(page).is_file(), "{page}");
    }
    assert!(text(&site, "intervenants/yvette-molina/index.html").contains("Askoria"));
}

/// The announcement of the workshop, sentence by sentence, without repetitions.
const ANNOUNCEMENT: &[&str] = &[
    "Revisiter la proximité à l'aune des enjeux d'aujourd'hui",
    "Ateliers du club",
    "Nouveau format",
    "Cycle de 2 journées",
    "1er décembre 2022",
    "10 janvier 2023",
    "nouveau cycle d'atelier",
    "pour aller plus loin dans la production de contenu pour le secteur du monde Hlm",
    "travers un nouveau format de 2 journées en 2022/2023",
    "des difficultés et des opportunités vécues en proximité qui peuvent venir réinterroger les manières de faire des bailleurs",
    "la mise en réseau de cadres souhaitant travailler collectivement",
    "interroger des expertises ou des chercheurs externes, éclairer un sujet, pour progresser collectivement",
    "Thématique du deuxième atelier",
    "Vers une revisite de la proximité",
    "les relations de proximité entre organismes de logements sociaux et locataires ont évolué",
    "demandeurs d'un accompagnement personnalisé",
    "innover dans leur posture vis-à-vis du locataire",
    "La crise sanitaire aura, quant à elle, mis au jour voire amplifié certaines situations sociales",
    "les équipes en proximité cherchent à ajuster leur organisation",
    "nouvelles méthodes de travail héritées de la crise du covid",
    "vient à être réinterrogée",
    "constitueront la trame de l'atelier",
    "Où en est le logement social sur son organisation en proximité ?",
    "Que recouvre la notion de « proximité » ?",
    "Comment le bailleur doit-il se positionner sur cette notion de proximité ?",
    "leur relation de proximité avec leurs usagers/clients ?",
    "La proximité aujourd'hui",
    "jeudi 1er décembre 2022",
    "de 10 h à 16 h 30",
    "faire un état des lieux des organisations en proximité à ce jour",
    "bonnes pratiques et les adaptations à prévoir",
    "un questionnaire sera envoyé à un large groupe d'organismes",
    "quelles difficultés se confrontent-ils ?",
    "Ont-ils expérimenté des réussites ?",
    "Quels sont les besoins des locataires aujourd'hui ?",
    "Ont-ils développé des projets innovants sur leurs dispositifs/services de proximité ?",
    "Le client est-il passif ou actif dans la production du service ?",
    "complété par des entretiens qualitatifs avec quelques organismes volontaires",
    "le philosophe et essayiste Vincent Cesp",
    "Comment plus d'humanité dans la proximité peut produire plus d'efficacité ?",
    "La proximité numérique peut-elle réellement remplacer la proximité physique ?",
    "Les relations sociales et l'échange de service : quelles complémentarités ?",
    "une théorie sur la valeur ajoutée de la proximité physique",
    "prendre un peu de recul sur les enjeux de la proximité dans notre société en 2022",
    "le travail de proximité du bailleur",
    "mardi 10 janvier 2023",
    "la sociologue Yvette Molina – responsable du centre de recherche Askoria",
    "une action de recherche auprès d'Archipel Habitat",
    "Entre gestion locative et insertion professionnelle des locataires",
    "à l'appui d'une étude sociologique de terrain",
    "La proximité est-elle un slogan ou se met-elle vraiment en œuvre ?",
    "dans la réalité des collaborateurs d'Archipel Habitat ?",
    "En quoi y a-t-il proximité ou pas ?",
    "croiser le geste technique et le geste social ?",
    "des clefs de lecture sur le/les service(s) de proximité",
    "les déterminants économiques ou managériaux (récupération des charges, management internalisé",
    "destination des directeurs et membres des comités de direction des organismes membre",
    "Adhérent",
    "500 €",
    "Non-adhérent",
    "1 500 €",
    "l'ensemble de l'atelier",
    "par personne (soit 2 journées)",
    "L'ensemble des journées se déroul",
    "à Paris si les conditions sanitaires le permettent (sinon des visios seront organisées)",
];

fn build(site: &SiteCopy, today: Date) {
    match site.build(today) {
        Ok(report) => assert!(report.pages > 0),
        Err(BuildError::Content(diagnostics)) => panic!("{}", diagnostics.to_plain_text()),
        Err(BuildError::Other(error)) => panic!("{error:#}"),
    }
}

fn html(site: &SiteCopy, page: &str) -> String {
    site.read(&format!("dist/site/{page}"))
}

/// Returns the text of a page without markup, with typographic characters replaced by plain ones.
fn text(site: &SiteCopy, page: &str) -> String {
    let mut text = String::new();
    for (index, part) in html(site, page).split('<').enumerate() {
        // There is no tag before the first `<`.
        let words = if index == 0 { part } else { part.split_once('>').map_or("", |(_, words)| words) };
        text.push_str(words);
    }
    for (sign, plain) in [("’", "'"), ("&#39;", "'"), ("&#x27;", "'"), ("&quot;", "\""), ("&amp;", "&")] {
        text = text.replace(sign, plain);
    }
    // This also splits at no-break spaces.
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
