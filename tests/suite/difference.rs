//! `generator diff`: edits of the real content, each with the sentences about it.

mod program;

use std::fs;

use jiff::civil::{Date, date};
use site::{Comparison, EarlierContent, ToolLanguage};
use tests::project::{SiteCopy, root};

/// A day when the example takes registrations.
const TODAY: Date = date(2026, 12, 1);

const EXAMPLE: &str = "content/workshops/exemple-renovation-energetique";

/// How the sentences about the example start.
const ABOUT_EXAMPLE: &str =
    "Atelier « Rénover sans reloger, conduire un chantier énergétique en site occupé »";

/// Replaces a text that a file has once.
struct Edit {
    file: &'static str,
    from: &'static str,
    to: &'static str,
}

/// Applies edits to a copy of the real site, and returns the copy.
fn edited(edits: &[Edit]) -> SiteCopy {
    let site = SiteCopy::new();
    for Edit { file, from, to } in edits {
        let text = site.read(file);
        assert_eq!(text.matches(from).count(), 1, "{file} has `{from}` once");
        site.write(file, &text.replace(from, to));
    }
    site
}

/// Compares a copy with the real site.
fn compare(site: &SiteCopy) -> Comparison {
    let earlier = EarlierContent::find(site.root(), root().to_str()).unwrap();
    let comparison = site::compare(&earlier, site.root(), TODAY, None).unwrap();
    assert!(comparison.earlier_problems.is_empty());
    comparison
}

/// Returns the sentences in French, with ordinary spaces.
fn sentences(site: &SiteCopy) -> Vec<String> {
    let sentences = compare(site).report(None).unwrap().sentences().unwrap();
    sentences.iter().map(|sentence| plain(sentence)).collect()
}

fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

/// Asserts the sentences about an edit of the real content. Those about the example are given without their beginning.
#[track_caller]
fn expect(file: &'static str, from: &'static str, to: &'static str, expected: &[&str]) {
    assert_sentences(&edited(&[Edit { file, from, to }]), expected);
}

#[track_caller]
fn assert_sentences(site: &SiteCopy, expected: &[&str]) {
    let found = sentences(site);
    let short: Vec<_> = found
        .iter()
        .map(|sentence| {
            sentence.strip_prefix(ABOUT_EXAMPLE).unwrap_or(sentence).trim_start_matches([',', ':', ' '])
        })
        .collect();
    assert_eq!(short, expected);
}

#[test]
fn nothing_changed() {
    let comparison = compare(&SiteCopy::new());
    let report = comparison.report(None).unwrap();
    assert_eq!(report.text().unwrap(), "Rien ne change pour les visiteurs.");
    assert!(report.markdown().unwrap().contains("Rien ne change pour les visiteurs."));
    let english = comparison.report(Some(ToolLanguage::English)).unwrap();
    assert_eq!(english.text().unwrap(), "Nothing changes for visitors.");
}

#[test]
fn an_edit_that_no_visitor_sees_changes_nothing() {
    let site = edited(&[
        Edit { file: "content/venues.yaml", from: "# Where", to: "# The places where" },
        Edit {
            file: "content/workshops/proximite/registration.yaml",
            from: "capacity: 30",
            to: "capacity:   30",
        },
    ]);
    assert_eq!(sentences(&site), Vec::<String>::new());
}

#[test]
fn a_session_moves() {
    let file = "content/workshops/proximite/sessions.yaml";
    let site = edited(&[Edit { file, from: "2023-01-10", to: "2023-01-17" }]);
    let workshop = "Atelier « Revisiter la proximité à l’aune des enjeux d’aujourd’hui », séance 2 : ";
    let not_announced = "le site ne signale pas ce changement à ceux qui connaissent l’ancienne annonce (il manque « previously »)";
    assert_eq!(
        sentences(&site),
        [format!("{workshop}le 10 janvier devient le 17 janvier"), format!("{workshop}{not_announced}")]
    );

    let to = "2023-01-17\n  previously:\n    - date: 2023-01-10";
    let announced = edited(&[Edit { file, from: "2023-01-10", to }]);
    assert_eq!(sentences(&announced), [format!("{workshop}le 10 janvier devient le 17 janvier")]);

    let next_year =
        edited(&[Edit { file, from: "2023-01-10", to: "2022-12-31\n  previously:\n    - date: 2023-01-10" }]);
    assert_eq!(sentences(&next_year), [format!("{workshop}le 10 janvier 2023 devient le 31 décembre 2022")]);
}

const SESSIONS: &str = "content/workshops/exemple-renovation-energetique/sessions.yaml";
const REGISTRATION: &str = "content/workshops/exemple-renovation-energetique/registration.yaml";
const INDEX: &str = "content/workshops/exemple-renovation-energetique/index.md";

#[test]
fn sessions_change() {
    let private = "attendance: hybrid\n  private:\n    join_link: https://visio.example/j/912";
    let added = "séance 2 : informations réservées ajoutées, que voient seulement les participants confirmés";
    expect(SESSIONS, "attendance: hybrid", private, &[added]);
    expect(
        SESSIONS,
        "start: \"09:30\"\n  end: \"16:00\"",
        "start: \"10:00\"\n  end: \"16:30\"\n  previously:\n    - { start: \"09:30\", end: \"16:00\" }",
        &["séance 2 : l’horaire 9 h 30 – 16 h devient 10 h – 16 h 30"],
    );
    expect(
        SESSIONS,
        "  attendance: hybrid\n  venue: paris\n",
        "  attendance: online\n  previously:\n    - { attendance: hybrid, venue: paris }\n",
        &[
            "séance 2 : la participation « en présentiel ou à distance » devient « à distance »",
            "séance 2 : plus de lieu (c’était « Paris »)",
        ],
    );
    expect(
        SESSIONS,
        "  attendance: hybrid\n",
        "  attendance: hybrid\n  status: cancelled\n",
        &["séance 2 : annulée"],
    );
    expect(
        SESSIONS,
        "  attendance: hybrid\n",
        "  attendance: hybrid\n  speakers: [yvette-molina]\n",
        &["séance 2 : Yvette Molina intervient désormais"],
    );
    expect(
        "content/workshops/proximite/sessions.yaml",
        "  speakers: [vincent-cespedes]\n",
        "",
        &[
            "Atelier « Revisiter la proximité à l’aune des enjeux d’aujourd’hui », séance 1 : Vincent Cespèdes n’intervient plus",
        ],
    );
    expect(
        SESSIONS,
        "title: Préparer le chantier avec les locataires",
        "title: Préparer le chantier",
        &[
            "séance 1 : le titre « Préparer le chantier avec les locataires » devient « Préparer le chantier »",
        ],
    );
    expect(
        SESSIONS,
        "travaillent en petits groupes sur leurs",
        "travaillent en binômes sur leurs",
        &[
            "séance 1 : texte modifié (« travaillent en petits groupes sur leurs » devient « travaillent en binômes sur leurs »)",
        ],
    );
}

#[test]
fn a_replaced_private_document_is_named_without_what_is_in_it() {
    let (before, after) = (SiteCopy::new(), SiteCopy::new());
    let folder = "content/workshops/exemple-renovation-energetique";
    for (site, bytes) in [(&before, "code 4711"), (&after, "code 0815")] {
        let private =
            "attendance: hybrid\n  private:\n    documents: [{ file: plan.pdf, title: Le plan du chantier }]";
        let sessions = format!("{folder}/sessions.yaml");
        site.write(&sessions, &site.read(&sessions).replace("attendance: hybrid", private));
        fs::create_dir(site.path(&format!("{folder}/private"))).unwrap();
        site.write(&format!("{folder}/private/plan.pdf"), bytes);
    }
    let earlier = EarlierContent::find(after.root(), before.root().to_str()).unwrap();
    let comparison = site::compare(&earlier, after.root(), TODAY, None).unwrap();
    let report = comparison.report(None).unwrap();
    let sentences: Vec<_> = report.sentences().unwrap().iter().map(|sentence| plain(sentence)).collect();
    let replaced = "séance 2 : document réservé « Le plan du chantier » remplacé";
    assert_eq!(sentences, [format!("{ABOUT_EXAMPLE}, {replaced}")]);
    assert!(!report.json().unwrap().contains("4711"));
    // Nothing is said about the same document.
    after.write(&format!("{folder}/private/plan.pdf"), "code 4711");
    let comparison = site::compare(&earlier, after.root(), TODAY, None).unwrap();
    assert!(comparison.report(None).unwrap().sentences().unwrap().is_empty());
}

#[test]
fn sessions_come_and_go() {
    let site = SiteCopy::new();
    let more = "\n- title: Faire le bilan\n  date: 2027-10-12\n  start: \"10:00\"\n  end: \"12:00\"\n  attendance: online\n";
    site.write(SESSIONS, &(site.read(SESSIONS) + more));
    assert_sentences(&site, &["séance 3 : nouvelle séance, le 12 octobre 2027"]);

    let site = SiteCopy::new();
    site.remove_translation("exemple-renovation-energetique", "en");
    let sessions = site.read(SESSIONS);
    let first = sessions.find("- title: Préparer").unwrap();
    let second = sessions.find("- title: Conduire").unwrap();
    site.write(SESSIONS, &format!("{}{}", &sessions[..first], &sessions[second..]));
    let found = sentences(&site);
    let removed = "séance 1 : retirée (elle était prévue le 14 septembre 2027 ; pour annoncer qu’elle n’a pas lieu, écrivez plutôt \
                   `status: cancelled`)";
    assert!(found.contains(&format!("{ABOUT_EXAMPLE}, {removed}")), "{found:#?}");
    assert!(!found.iter().any(|sentence| sentence.contains("devient le")), "{found:#?}");
}

#[test]
fn fees_change() {
    expect(
        REGISTRATION,
        "amount: 500 EUR",
        "amount: 550 EUR",
        &["tarif « Adhérent » : 500 € devient 550 € (les inscriptions déjà reçues gardent leur montant)"],
    );
    expect(
        REGISTRATION,
        "questions:\n",
        "  - { category: etudiant, label: Étudiant, amount: 99.50 EUR }\nquestions:\n",
        &["nouveau tarif « Étudiant » : 99,50 €"],
    );
}

#[test]
fn registration_changes() {
    expect(
        REGISTRATION,
        "capacity: 30",
        "capacity: 40",
        &["le nombre de places passe de 30 à 40 (la liste d’attente est servie d’abord)"],
    );
    expect(
        REGISTRATION,
        "capacity: 30",
        "capacity: 25",
        &["le nombre de places passe de 30 à 25 (personne ne perd la place déjà obtenue)"],
    );
    expect(
        REGISTRATION,
        "closes: 2027-08-31",
        "closes: 2027-09-05",
        &[
            "l’inscription reste ouverte jusqu’au dimanche 5 septembre 2027 inclus au lieu du mardi 31 août 2027 inclus",
        ],
    );
    expect(
        REGISTRATION,
        "opens: 2026-09-01",
        "opens: 2026-10-01 09:00",
        &["l’inscription ouvre le jeudi 1er octobre 2026 à 9 h au lieu du mardi 1er septembre 2026"],
    );
    expect(
        REGISTRATION,
        "waiting_list: true",
        "waiting_list: false",
        &["plus de liste d’attente quand c’est complet"],
    );
    expect(
        REGISTRATION,
        "waiting_list: true",
        "waiting_list: { accept_within: 48h }",
        &["les places qui se libèrent sont proposées à la liste d’attente, à accepter en 48 h"],
    );
    expect(
        REGISTRATION,
        "waiting_list: true",
        "waiting_list: { accept_within: 2 working days }",
        &["les places qui se libèrent sont proposées à la liste d’attente, à accepter en 2 jours ouvrés"],
    );
    expect(
        REGISTRATION,
        "max_participants: 5",
        "max_participants: 5\napproval: manual",
        &["chaque inscription doit désormais être validée par l’organisateur"],
    );
    expect(
        REGISTRATION,
        "max_participants: 5",
        "max_participants: 5\nparticipants: { email: required }",
        &["le formulaire exige désormais l’adresse électronique de chaque participant"],
    );
    expect(
        REGISTRATION,
        "  - name: sujets\n",
        "  - name: sujets\n    per: participant\n",
        &[
            "la question « Quels sujets voulez-vous approfondir ? » est désormais posée pour chaque participant",
        ],
    );
    let site = SiteCopy::new();
    site.remove_translation("exemple-renovation-energetique", "en");
    fs::remove_file(site.path(REGISTRATION)).unwrap();
    let found = sentences(&site);
    let closed = "on ne peut plus s’inscrire en ligne (les inscriptions reçues sont conservées)";
    assert!(found.contains(&format!("{ABOUT_EXAMPLE} : {closed}")), "{found:#?}");
    let lost = "/ateliers/exemple-renovation-energetique/inscription/ n’existe plus, sans redirection";
    assert!(found.iter().any(|sentence| sentence.contains(lost)), "{found:#?}");
}

#[test]
fn the_time_to_accept_free_seats_changes() {
    let with = |waiting_list: &str| {
        let site = SiteCopy::new();
        let registration = site.read(REGISTRATION);
        site.write(REGISTRATION, &registration.replace("waiting_list: true", waiting_list));
        site
    };
    let hours = with("waiting_list: { accept_within: 48h }");
    let days = with("waiting_list: { accept_within: 1 working days }");
    for (earlier, site, rest) in [
        (&hours, &days, "le délai pour accepter une place qui se libère est de 1 jour ouvré au lieu de 48 h"),
        (&hours, &SiteCopy::new(), "les places libérées ne sont plus réservées pendant 48 h"),
    ] {
        assert_eq!(sentences_since(earlier, site), [format!("{ABOUT_EXAMPLE} : {rest}")]);
    }
}

#[test]
fn deadlines_for_details_change() {
    expect(
        REGISTRATION,
        "max_participants: 5",
        "max_participants: 5\ndetails_until: { contact: 2027-09-13, billing: 2027-09-20 }",
        &[
            "on peut modifier ses coordonnées jusqu’au lundi 13 septembre 2027 inclus au lieu du mardi 7 septembre 2027 inclus",
            "on ne peut modifier la facturation que jusqu’au lundi 20 septembre 2027 inclus, même si la facture n’est pas encore établie",
        ],
    );
    let with = |deadline: &str| {
        let site = SiteCopy::new();
        let registration = site.read(REGISTRATION);
        site.write(REGISTRATION, &format!("{registration}details_until: {{ {deadline} }}\n"));
        site
    };
    let (earlier, later) = (with("billing: 2027-09-20"), with("billing: 2027-09-21"));
    let changed = "on peut modifier la facturation jusqu’au mardi 21 septembre 2027 inclus au lieu du lundi 20 septembre 2027 inclus";
    assert_eq!(sentences_since(&earlier, &later), [format!("{ABOUT_EXAMPLE} : {changed}")]);
    let removed = "on peut modifier la facturation tant que la facture n’est pas établie (et non plus jusqu’au lundi 20 septembre 2027 inclus)";
    assert_eq!(sentences_since(&earlier, &SiteCopy::new()), [format!("{ABOUT_EXAMPLE} : {removed}")]);
}

#[test]
fn registration_is_added_and_its_sessions_chosen() {
    let (earlier, site) = (SiteCopy::new(), SiteCopy::new());
    for copy in [&earlier, &site] {
        copy.remove_translation("exemple-renovation-energetique", "en");
    }
    fs::remove_file(earlier.path(REGISTRATION)).unwrap();
    let found = sentences_since(&earlier, &site);
    let about = |rest: &str| format!("{ABOUT_EXAMPLE} : {rest}");
    assert_eq!(
        found,
        [
            about("on peut désormais s’inscrire en ligne"),
            about("inscription à partir du mardi 1er septembre 2026"),
            about("inscription jusqu’au mardi 31 août 2027 inclus"),
        ]
    );

    let whole = SiteCopy::new();
    whole.remove_translation("exemple-renovation-energetique", "en");
    site.write(REGISTRATION, &site.read(REGISTRATION).replace("capacity: 30", "attends: choose"));
    site.write(
        SESSIONS,
        &site.read(SESSIONS).replace("  venue: paris\n", "  venue: paris\n  capacity: 20\n"),
    );
    let chosen = [
        about("on choisit désormais ses séances"),
        format!("{ABOUT_EXAMPLE}, séance 1 : nombre de places : 20"),
        format!("{ABOUT_EXAMPLE}, séance 2 : nombre de places : 20"),
    ];
    assert_eq!(sentences_since(&whole, &site), chosen);
    let back = sentences_since(&site, &whole);
    assert_eq!(back[0], about("on s’inscrit désormais à l’ensemble des séances"));
    assert!(back[1].ends_with("séance 1 : plus de nombre de places propre (c’était 20)"), "{back:#?}");
}

/// Returns the sentences about a copy since an earlier one.
fn sentences_since(earlier: &SiteCopy, site: &SiteCopy) -> Vec<String> {
    let earlier = EarlierContent::find(site.root(), earlier.root().to_str()).unwrap();
    let comparison = site::compare(&earlier, site.root(), TODAY, None).unwrap();
    assert!(comparison.earlier_problems.is_empty(), "{}", comparison.earlier_problems);
    let sentences = comparison.report(None).unwrap().sentences().unwrap();
    sentences.iter().map(|sentence| plain(sentence)).collect()
}

#[test]
fn questions_change() {
    let question = "questions:\n  - name: transport\n    label: Comment venez-vous ?\n    kind: text\n";
    expect(
        REGISTRATION,
        "questions:\n",
        question,
        &[
            "nouvelle question facultative « Comment venez-vous ? » (les personnes déjà inscrites n’y ont pas répondu)",
        ],
    );
    expect(
        REGISTRATION,
        "label: Combien de repas faut-il prévoir ?",
        "label: Combien de repas ?",
        &["la question « Combien de repas faut-il prévoir ? » devient « Combien de repas ? »"],
    );
    expect(
        REGISTRATION,
        "    kind: choices\n",
        "    kind: choices\n    required: true\n    missing: Choisissez un sujet\n",
        &["la question « Quels sujets voulez-vous approfondir ? » devient obligatoire"],
    );
    expect(
        REGISTRATION,
        "{ value: chantier, label: La vie pendant le chantier }",
        "{ value: chantier, label: Le chantier }",
        &[
            "question « Quels sujets voulez-vous approfondir ? » : le choix « La vie pendant le chantier » devient « Le chantier »",
        ],
    );
    expect(
        REGISTRATION,
        "    max: 10\n",
        "    max: 12\n",
        &[
            "question « Combien de repas faut-il prévoir ? » modifiée (aide, forme de la réponse ou condition)",
        ],
    );
}

#[test]
fn texts_of_a_workshop_change() {
    expect(
        INDEX,
        ", site occupé, concertation]",
        ", site occupé, concertation, chantier]",
        &["thème ajouté : « chantier »"],
    );
    expect(
        INDEX,
        "subtitle: Cycle de 2 journées, le 14 et le 28 septembre 2027\n",
        "",
        &["sous-titre retiré : « Cycle de 2 journées, le 14 et le 28 septembre 2027 »"],
    );
    expect(
        INDEX,
        "Chaque participant apporte une opération de son organisme, livrée ou en projet, et la présente en cinq minutes à\nl’aide d’une fiche d’une page.",
        "Chaque participant apporte un projet, et le présente en dix minutes.",
        &["texte modifié (4 mots ajoutés, 17 retirés)"],
    );
    expect(
        "content/workshops/exemple-renovation-energetique/index.en.md",
        "title: Renovating without rehousing, running an energy project in occupied buildings",
        "title: Renovating without rehousing",
        &[
            "version anglaise : le titre « Renovating without rehousing, running an energy project in occupied buildings » \
           devient « Renovating without rehousing »",
        ],
    );
}

#[test]
fn translated_questions_change() {
    const QUESTIONNAIRE: &str = "content/workshops/exemple-renovation-energetique/questionnaire.en.yaml";
    expect(
        QUESTIONNAIRE,
        "hint: An order of magnitude is enough",
        "hint: Roughly",
        &[
            "version anglaise : questionnaire, question « How many homes are you renovating this year with their tenants in \
           them? » modifiée",
        ],
    );
    expect(
        QUESTIONNAIRE,
        "logement-temoin: In a show home",
        "logement-temoin: In a show flat",
        &[
            "version anglaise : questionnaire, question « How do you consult tenants before the works? » modifiée",
        ],
    );
    expect(
        "content/workshops/exemple-renovation-energetique/registration.en.yaml",
        "hint: For all those you register and for both days",
        "hint: For both days",
        &[
            "version anglaise : question « How many meals should be planned? » modifiée (aide, forme de la réponse ou condition)",
        ],
    );
}

#[test]
fn workshops_and_pages_come_and_go() {
    let site = SiteCopy::new();
    fs::create_dir(site.path("content/workshops/bilan")).unwrap();
    site.write("content/workshops/bilan/index.md", "---\ntitle: Bilan\nsummary: Un bilan.\n---\n");
    let session =
        "- { title: Une séance, date: 2027-11-09, start: \"10:00\", end: \"12:00\", venue: paris }\n";
    site.write("content/workshops/bilan/sessions.yaml", session);
    site.write("content/pages/nouvelle.md", "---\ntitle: Nouvelle page\n---\n\nUn texte.\n");
    assert_eq!(
        sentences(&site),
        [
            "Atelier « Bilan » : nouvel atelier, à partir du 9 novembre 2027",
            "Page « Nouvelle page » : nouvelle page"
        ]
    );

    // As drafts, visitors see nothing of them.
    site.write(
        "content/workshops/bilan/index.md",
        "---\ntitle: Bilan\nsummary: Un bilan.\ndraft: true\n---\n",
    );
    fs::remove_file(site.path("content/pages/nouvelle.md")).unwrap();
    assert_eq!(sentences(&site), ["Atelier « bilan » : nouveau brouillon, que les visiteurs ne voient pas"]);

    let later = "---\ntitle: Bilan\nsummary: Un bilan.\npublish_at: 2027-03-01\n---\n";
    site.write("content/workshops/bilan/index.md", later);
    assert_eq!(
        sentences(&site),
        [
            "Atelier « Bilan » : nouvel atelier, à partir du 9 novembre 2027",
            "Atelier « Bilan » : publication prévue le lundi 1er mars 2027"
        ]
    );
}

#[test]
fn a_published_workshop_becomes_a_draft() {
    let site = edited(&[Edit { file: INDEX, from: "example: true", to: "example: true\ndraft: true" }]);
    let found = sentences(&site);
    assert!(
        found.contains(&format!("{ABOUT_EXAMPLE} : devient un brouillon et disparaît du site")),
        "{found:#?}"
    );
    let lost = "l’adresse /ateliers/exemple-renovation-energetique/inscription/ n’existe plus, sans redirection (les anciens \
                liens ne mènent plus nulle part)";
    assert!(found.contains(&format!("{ABOUT_EXAMPLE} : {lost}")), "{found:#?}");
}

#[test]
fn a_renamed_workshop_is_recognised_by_its_alias() {
    let site = SiteCopy::new();
    fs::rename(site.path(EXAMPLE), site.path("content/workshops/renovation")).unwrap();
    let index = "content/workshops/renovation/index.md";
    let renamed =
        site.read(index).replace("example: true", "example: true\naliases: [exemple-renovation-energetique]");
    site.write(index, &renamed);
    let found = sentences(&site);
    let moved = "l’adresse /ateliers/exemple-renovation-energetique/ devient /ateliers/renovation/ (les anciens liens sont \
                 redirigés)";
    assert_eq!(found[0], format!("{ABOUT_EXAMPLE} : {moved}"), "{found:#?}");
    assert!(found.iter().all(|sentence| sentence.contains("l’adresse ")), "{found:#?}");

    // Without the alias it is another workshop.
    site.write(index, &renamed.replace("aliases: [exemple-renovation-energetique]\n", ""));
    let found = sentences(&site);
    assert!(found.contains(&format!("{ABOUT_EXAMPLE} : retiré du site")), "{found:#?}");
    assert!(
        found.contains(&format!("{ABOUT_EXAMPLE} : nouvel atelier, à partir du 14 septembre 2027")),
        "{found:#?}"
    );
    assert!(found.iter().any(|sentence| sentence.contains("sans redirection")), "{found:#?}");
}

#[test]
fn the_rest_of_the_site_changes() {
    expect(
        "content/venues.yaml",
        "  access: adresse communiquée aux personnes inscrites\n",
        "  address: [1 rue Haute]\n  postal_code: \"75013\"\n",
        &[
            "Lieu « Paris » : adresse ajoutée : « 1 rue Haute, 75013 Paris »",
            "Lieu « Paris » : accès retiré : « adresse communiquée aux personnes inscrites »",
        ],
    );
    expect(
        "content/speakers/yvette-molina.md",
        "organisation: Askoria",
        "organisation: Université de Rennes",
        &["Fiche « Yvette Molina » : l’organisme « Askoria » devient « Université de Rennes »"],
    );
    expect(
        "content/site.yaml",
        "  email: ateliers@club.example",
        "  email: contact@club.example",
        &["Site : l’adresse de contact ateliers@club.example devient contact@club.example"],
    );
    expect(
        "content/index.md",
        "Les ateliers du club visent à faciliter",
        "Les ateliers visent à faciliter",
        &[
            "Page d’accueil : texte modifié (« Les ateliers du club visent à » devient « Les ateliers visent à »)",
        ],
    );
    let site = SiteCopy::new();
    site.write("content/workshops/proximite/plan.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    let workshop = "Atelier « Revisiter la proximité à l’aune des enjeux d’aujourd’hui »";
    assert_eq!(sentences(&site), [format!("{workshop} : fichier ajouté : plan.svg")]);
}

#[test]
fn everything_at_once_is_grouped_by_subject() {
    let site = edited(&[
        Edit { file: REGISTRATION, from: "amount: 500 EUR", to: "amount: 550 EUR" },
        Edit { file: REGISTRATION, from: "capacity: 30", to: "capacity: 40" },
        Edit { file: SESSIONS, from: "2027-09-14", to: "2027-09-15\n  previously:\n    - date: 2027-09-14" },
        Edit { file: "content/pages/a-propos.md", from: "title: ", to: "title: 1 < 2 pour @tous " },
    ]);
    let comparison = compare(&site);
    let report = comparison.report(None).unwrap();
    insta::assert_snapshot!(plain(&report.text().unwrap()));
    insta::assert_snapshot!(plain(&report.markdown().unwrap()));
    insta::assert_snapshot!(comparison.report(Some(ToolLanguage::English)).unwrap().text().unwrap());
    let json: serde_json::Value = serde_json::from_str(&report.json().unwrap()).unwrap();
    let session = &json["differences"][2];
    assert_eq!(session["kind"], "date");
    assert_eq!((&session["session"], &session["before"]), (&1.into(), &"2027-09-14".into()));
}

/// The earlier state may have been broken: what could not be read there is no difference of its own.
#[test]
fn an_earlier_site_without_settings_can_be_compared() {
    let (earlier, site) = (SiteCopy::new(), SiteCopy::new());
    let text = earlier.read("content/site.yaml");
    let comparison = || {
        let earlier = EarlierContent::find(site.root(), earlier.root().to_str()).unwrap();
        site::compare(&earlier, site.root(), TODAY, None).unwrap()
    };
    for key in ["title", "tagline", "base_url", "language", "theme", "organiser", "privacy"] {
        assert!(text.contains(&format!("\n{key}:")), "{key}");
        earlier
            .write("content/site.yaml", &text.replacen(&format!("\n{key}:"), &format!("\nformer_{key}:"), 1));
        let comparison = comparison();
        assert!(!comparison.earlier_problems.is_empty(), "{key}");
        for language in ToolLanguage::ALL {
            let report = comparison.report(Some(language)).unwrap();
            assert!(!report.sentences().unwrap().iter().any(|it| it.starts_with("Site")), "{key}");
            report.json().unwrap();
        }
    }
    earlier.write("content/site.yaml", "a: [\n");
    comparison().report(None).unwrap().text().unwrap();
}

#[test]
fn settings_of_privacy_and_targets_of_links_are_compared() {
    let site = SiteCopy::new();
    let text = site.read("content/site.yaml");
    let link = text.lines().find(|line| line.contains("to: index.md")).unwrap();
    let label = link.split("label: ").nth(1).unwrap().split([',', '}']).next().unwrap().trim();
    let page = text.lines().find(|line| line.starts_with("  page: pages/")).unwrap();
    let months =
        text.lines().find(|line| line.contains("questionnaires: ") && line.contains("registrations: "));
    let months = months.unwrap().split("questionnaires: ").nth(1).unwrap();
    let months = months.split(|c: char| !c.is_ascii_digit()).next().unwrap();
    let changed = text
        .replacen(link, &link.replace("to: index.md", "to: pages/a-propos.md"), 1)
        .replacen(page, "  page: pages/a-propos.md", 1)
        .replacen(&format!("questionnaires: {months}"), "questionnaires: 7", 1);
    site.write("content/site.yaml", &changed);
    let former = page.split("page: ").nth(1).unwrap().trim();
    assert_eq!(
        sentences(&site),
        [
            format!("Site : menu : le lien « {label} » mène à pages/a-propos.md au lieu de index.md"),
            format!(
                "Site : la page sur les données personnelles est désormais pages/a-propos.md au lieu de {former}"
            ),
            format!(
                "Site : les réponses aux questionnaires sont effacées 7 mois après la dernière séance au lieu de {months}"
            ),
        ]
    );
}

/// What is not there is `null` in JSON, and a subject that visitors cannot see is hidden in all of its differences.
#[test]
fn json_has_no_placeholders_and_hidden_subjects() {
    let (earlier, site) = (SiteCopy::new(), SiteCopy::new());
    let session =
        "- { title: Une séance, date: 2027-11-09, start: \"10:00\", end: \"12:00\", venue: paris }\n";
    for (copy, text) in [(&earlier, "Un bilan."), (&site, "Un autre bilan.")] {
        fs::create_dir(copy.path("content/workshops/bilan")).unwrap();
        let head = "title: Bilan\nsummary: Un bilan.\naudience: Tous\npublish_at: 2027-03-01";
        copy.write("content/workshops/bilan/index.md", &format!("---\n{head}\n---\n\n{text}\n"));
        copy.write("content/workshops/bilan/sessions.yaml", session);
    }
    site.write("content/workshops/bilan/plan.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    site.write("content/pages/nouvelle.md", "---\ntitle: Nouvelle page\n---\n\nUn texte.\n");
    let earlier = EarlierContent::find(site.root(), earlier.root().to_str()).unwrap();
    let comparison = site::compare(&earlier, site.root(), TODAY, None).unwrap();
    let json: serde_json::Value =
        serde_json::from_str(&comparison.report(None).unwrap().json().unwrap()).unwrap();
    let differences = json["differences"].as_array().unwrap();
    assert!(differences.len() >= 3, "{json:#}");
    for difference in differences {
        assert_ne!(difference["before"], "", "{difference:#}");
        assert_ne!(difference["after"], "", "{difference:#}");
        assert_eq!(difference["hidden"], difference["subject"] == "workshop", "{difference:#}");
    }
}
