//! Mistakes in the real content: those that a schema can express, and those that it cannot, with the reason.

/// A mistake: in `file`, the first occurrence of `from` becomes `to`.
pub(super) struct Mutation {
    pub(super) file: &'static str,
    pub(super) from: &'static str,
    pub(super) to: &'static str,
    pub(super) verdict: Verdict,
}

/// What a schema makes of a mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It rejects the file.
    Rejected,
    /// It accepts the file: a schema sees one file only, and compares no values.
    Accepted(Reason),
}

/// The reason why a schema cannot express a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// The rule compares two values.
    Comparison,
    /// The rule is about another file.
    OtherFile,
    /// The rule needs a calendar or a list that the generator has.
    Knowledge,
    /// A key in a list depends on a keyword outside the list, which shapes do not describe.
    Nested,
    /// The rule is about the text of the file, which a parser of YAML does not show.
    Syntax,
}

impl Verdict {
    /// Returns the folder of files with this verdict.
    pub(super) fn folder(self) -> &'static str {
        match self {
            Verdict::Rejected => "rejected",
            Verdict::Accepted(_) => "accepted",
        }
    }
}

const SITE: &str = "content/site.yaml";
const VENUES: &str = "content/venues.yaml";
const INDEX: &str = "content/workshops/exemple-renovation-energetique/index.md";
const SESSIONS: &str = "content/workshops/exemple-renovation-energetique/sessions.yaml";
const REGISTRATION: &str = "content/workshops/exemple-renovation-energetique/registration.yaml";
const QUESTIONNAIRE: &str = "content/workshops/exemple-renovation-energetique/questionnaire.yaml";
const SPEAKER: &str = "content/speakers/yvette-molina.md";
const PAGE: &str = "content/pages/a-propos.md";

const fn rejected(file: &'static str, from: &'static str, to: &'static str) -> Mutation {
    Mutation { file, from, to, verdict: Verdict::Rejected }
}

const fn accepted(file: &'static str, from: &'static str, to: &'static str, reason: Reason) -> Mutation {
    Mutation { file, from, to, verdict: Verdict::Accepted(reason) }
}

/// All mistakes.
#[rustfmt::skip]
pub(super) const MUTATIONS: &[Mutation] = &[
    // Keys.
    rejected(SITE, "tagline:", "taglin:"),
    rejected(SITE, "title: Les ateliers du club\n", ""),
    rejected(SITE, "organiser:\n  name: Le club\n", "organiser:\n"),
    rejected(VENUES, "  city: Paris\n", ""),
    rejected(VENUES, "  city:", "  town: x\n  city:"),
    rejected(INDEX, "summary:", "sumary:"),
    rejected(PAGE, "title: À propos des ateliers\n", ""),
    rejected(SPEAKER, "name:", "nmae:"),
    rejected("content/speakers/yvette-molina.en.md", "role:", "name: Yvette Molina\nrole:"),
    rejected("content/workshops/exemple-renovation-energetique/index.en.md", "fees:", "topics: [a]\nfees:"),
    rejected("content/workshops/exemple-renovation-energetique/sessions.en.yaml", "- title:", "- date: 2027-09-14\n  title:"),
    rejected("content/workshops/exemple-renovation-energetique/questionnaire.en.yaml", "        label: How many", "        kind: number\n        label: How many"),
    rejected("content/venues.en.yaml", "  name: Paris", "  name: Paris\n  postal_code: 75001"),
    // Kinds of values.
    rejected(SITE, "navigation:\n", "navigation: menu\nunused:\n"),
    rejected(SITE, "email: ateliers@club.example", "email: ateliers.club.example"),
    rejected(SITE, "base_url: https://ateliers.example", "base_url: https://ateliers.example/"),
    rejected(SITE, "search: /recherche/", "search: recherche"),
    rejected(SITE, "workshop: /ateliers/:slug/", "workshop: /ateliers/"),
    rejected(SITE, "registrations: 36", "registrations: 0"),
    rejected(SITE, "registrations: 36", "registrations: 36 mois"),
    rejected(INDEX, "example: true", "example: oui"),
    rejected(INDEX, "topics: [rénovation énergétique, site occupé, concertation]", "topics: concertation"),
    rejected(INDEX, "title: Rénover sans reloger, conduire un chantier énergétique en site occupé", "title:"),
    rejected(INDEX, "example: true", "publish_at: demain"),
    rejected(INDEX, "example: true", "aliases: [/ateliers/ancien]"),
    rejected(SPEAKER, "organisation:", "links: [{ label: Site, url: askoria.eu }]\norganisation:"),
    rejected(SESSIONS, "date: 2027-09-14", "date: 14/09/2027"),
    rejected(SESSIONS, "date: 2027-09-14", "date: 0027-09-14"),
    rejected(SESSIONS, "date: 2027-09-14", "date: 2027-13-14"),
    rejected(SESSIONS, "start: \"10:00\"", "start: 10h"),
    rejected(SESSIONS, "start: \"10:00\"", "start: \"25:00\""),
    rejected(SESSIONS, "attendance: hybrid", "attendance: hybride"),
    rejected(SESSIONS, "venue: paris", "venue: Paris"),
    rejected(SESSIONS, "venue: paris", "venue: paris\n  capacity: 0"),
    rejected(SESSIONS, "venue: paris", "venue: paris\n  speakers: yvette-molina"),
    rejected(REGISTRATION, "opens: 2026-09-01", "opens: 1er septembre"),
    rejected(REGISTRATION, "waiting_list: true", "waiting_list: peut-être"),
    rejected(REGISTRATION, "waiting_list: true", "waiting_list: { accept_within: 2 jours }"),
    rejected(REGISTRATION, "waiting_list: true", "waiting_list: {}"),
    rejected(REGISTRATION, "max_participants: 5", "max_participants: 21"),
    rejected(REGISTRATION, "amount: 500 EUR", "amount: 500 €"),
    rejected(REGISTRATION, "amount: 500 EUR", "amount: 1 500 EUR"),
    rejected(REGISTRATION, "amount: 500 EUR", "amount: 2000000 EUR"),
    rejected(REGISTRATION, "category: adherent", "category: Adhérent"),
    rejected(REGISTRATION, "kind: number", "kind: nombre"),
    rejected(QUESTIONNAIRE, "closes: 2027-08-31", "closes: 31 août"),
    // Keys that depend on a keyword.
    rejected(SESSIONS, "  venue: paris\n", ""),
    rejected(SESSIONS, "attendance: hybrid", "attendance: online"),
    rejected(REGISTRATION, "capacity: 30\n", ""),
    rejected(REGISTRATION, "capacity: 30\n", "capacity: 30\nattends: choose\n"),
    rejected(REGISTRATION, "    min: 1\n", ""),
    rejected(REGISTRATION, "kind: number", "kind: text"),
    rejected(QUESTIONNAIRE, "        kind: long-text\n", "        kind: long-text\n        options: []\n"),
    // Numbers of items.
    rejected(SESSIONS, "  venue: paris\n", "  venue: paris\n  previously: [{}]\n"),
    rejected(QUESTIONNAIRE, "groups:\n", "groups: []\nunused:\n"),

    accepted(SESSIONS, "date: 2027-09-14", "date: 2027-09-31", Reason::Knowledge),
    accepted(SITE, "Europe/Paris", "Europe/Pariss", Reason::Knowledge),
    accepted(VENUES, "  city: Paris\n", "  city: Paris\n  country: XX\n", Reason::Knowledge),
    accepted(VENUES, "  city: Paris\n", "  city: Paris\n  postal_code: 7501\n", Reason::Knowledge),
    accepted(SESSIONS, "end: \"16:30\"", "end: \"09:30\"", Reason::Comparison),
    accepted(SESSIONS, "date: 2027-09-28\n  start: \"09:30\"", "date: 2027-09-14\n  start: \"09:30\"", Reason::Comparison),
    accepted(SESSIONS, "  venue: paris\n", "  venue: paris\n  previously: [{ date: 2027-09-14 }]\n", Reason::Comparison),
    accepted(REGISTRATION, "closes: 2027-08-31", "closes: 2026-08-31", Reason::Comparison),
    accepted(REGISTRATION, "category: non-adherent", "category: adherent", Reason::Comparison),
    accepted(REGISTRATION, "amount: 500 EUR", "amount: 500 CHF", Reason::Comparison),
    accepted(REGISTRATION, "    min: 1\n", "    min: 11\n", Reason::Comparison),
    accepted(REGISTRATION, "field: dejeuner, equals: oui", "field: dejeuner, equals: peut-etre", Reason::Comparison),
    accepted(REGISTRATION, "{ value: non, label: Non }", "{ value: oui, label: Non }", Reason::Comparison),
    accepted(SITE, "time_zone: Europe/Paris", "time_zone: Europe/Paris\nlimits: { quarantine_after: 90000 }", Reason::Comparison),
    accepted(REGISTRATION, "closes: 2027-08-31", "closes: 2027-10-31", Reason::OtherFile),
    accepted(SESSIONS, "venue: paris", "venue: lyon", Reason::OtherFile),
    accepted(SESSIONS, "venue: paris", "venue: paris\n  speakers: [inconnu]", Reason::OtherFile),
    accepted(SESSIONS, "venue: paris", "venue: paris\n  capacity: 30", Reason::OtherFile),
    accepted(SITE, "theme: default", "theme: defaut", Reason::OtherFile),
    accepted(SITE, "to: pages/a-propos.md", "to: pages/apropos.md", Reason::OtherFile),
    accepted("content/workshops/exemple-renovation-energetique/registration.en.yaml", "  dejeuner:", "  diner:", Reason::OtherFile),
    accepted(INDEX, "topics: [rénovation énergétique, site occupé, concertation]", "topics: [concertation, concertation]", Reason::Comparison),
    accepted(REGISTRATION, "amount: 500 EUR", "amount: 500 EUR\n    basis: session", Reason::Nested),
    accepted(SESSIONS, "title: Préparer le chantier", "title: Atelier #2", Reason::Syntax),
];
