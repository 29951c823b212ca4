//! A small catalogue and theme, so that the handler's tests do not depend on the site's content and design.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use model::announcement::{AttendanceMode, SessionStatus};
use model::catalogue::{Catalogue, CatalogueSession, CatalogueWorkshop};
use model::form::{Autocomplete, Field, FieldErrors, FieldKind};
use model::limits::Limits;
use model::money::{Currency, Money};
use model::offer::{Attends, DetailDeadlines, Fee, FeeBasis, Offer, ParticipantEmail};
use model::seat_offer::{AcceptWithin, SeatOffers};
use model::seats::{Capacity, WHOLE_WORKSHOP, WaitingList};
use model::shared::Shared;
use model::status::{Approval, Confirmation, Status};
use view::site::{OrganiserView, PrivacyView, QuestionnairePrivacyView, RetentionView, SiteView};
use view::templates::TemplateSet;
use view::theme::Theme;

use crate::questionnaire::with_questionnaires;

/// The time at which the tests take place.
pub const NOW: &str = "2027-05-01T12:00:00Z";

/// Returns the workshops as of [`NOW`]. Open are `proximite`, with 30 seats and no waiting list; `petit`, with 1 seat
/// and no waiting list; `groupe`, with 10 seats, a waiting list and up to four people per registration; `approuve`, the
/// same with manual approval; `confirme`, the same with confirmation of e-mail addresses; `foule`, with 100 seats; and
/// `choix`, with optional sessions `a` and `b` of 3 and 2 seats. `a-venir` is upcoming, `passe` closed, `annule`
/// cancelled; `sans-offre` takes no registrations.
pub fn catalogue() -> Catalogue {
    let (march, june, december) = ("2027-03-01", "2027-06-01", "2027-12-01");
    let group = Offer { waiting_list: WaitingList::Open, ..offer(march, june, 10).for_people(4) };
    let approved = Offer { approval: Approval::Manual, ..group.clone() };
    let crowd = Offer { capacity: Capacity::whole(100), ..group.clone() };
    let sessions = Capacity::by_session([("a".to_owned(), 3), ("b".to_owned(), 2)]);
    let confirmed = Offer { confirmation: Confirmation::Email, ..group.clone() };
    let choice = Offer { waiting_list: WaitingList::Open, ..offer(march, june, 1).to_choose(sessions) };
    let workshops = [
        workshop("proximite", Some(offer(march, june, 30))),
        workshop("petit", Some(offer(march, june, 1))),
        workshop("groupe", Some(group)),
        workshop("approuve", Some(approved)),
        workshop("confirme", Some(confirmed)),
        workshop("foule", Some(crowd)),
        workshop("choix", Some(choice)),
        workshop("a-venir", Some(offer(june, december, 30))),
        workshop("passe", Some(offer("2027-01-01", march, 30))),
        CatalogueWorkshop { cancelled: true, ..workshop("annule", Some(offer(march, june, 30))) },
        workshop("sans-offre", None),
    ];
    let workshops = workshops.into_iter().map(|workshop| (workshop.slug.clone(), workshop));
    with_questionnaires(Catalogue {
        limits: Limits::default(),
        workshops: workshops.collect(),
        renamed: Default::default(),
        private: Default::default(),
        members: Default::default(),
    })
}

/// Writes the files for the functions into a directory, as the generator does.
pub fn write_for_functions(directory: &Path, catalogue: &Catalogue, theme: &Theme) {
    let write = |name: &str, json: serde_json::Result<String>| {
        let json = json.expect("plain data can be serialised");
        std::fs::write(directory.join(name), json).expect("the directory can be written to");
    };
    for folder in ["workshops", "questionnaires", "scheduled-mails", "private"] {
        std::fs::create_dir_all(directory.join(folder)).expect("the directory can be created");
    }
    for (identifier, workshop) in &catalogue.workshops {
        write(&format!("workshops/{identifier}.json"), serde_json::to_string(workshop));
        if let Some(questionnaires) = workshop.questionnaires() {
            write(&format!("questionnaires/{identifier}.json"), serde_json::to_string(&questionnaires));
        }
        if let Some(mails) = workshop.scheduled_mails() {
            write(&format!("scheduled-mails/{identifier}.json"), serde_json::to_string(&mails));
        }
    }
    for (identifier, private) in &catalogue.private {
        write(&format!("private/{identifier}.json"), serde_json::to_string(private));
    }
    for set in TemplateSet::ALL {
        write(set.file(), serde_json::to_string(&set.of(theme)));
    }
    write("members.json", serde_json::to_string(&catalogue.members));
    write("catalogue.json", serde_json::to_string(&catalogue.index()));
    write("theme.json", serde_json::to_string(&theme.clone().without_templates()));
}

/// Returns the same workshops, with registrations open at any time.
pub fn catalogue_always_open() -> Catalogue {
    let mut catalogue = catalogue();
    let workshops = catalogue.workshops.values_mut();
    for offer in workshops.filter_map(|workshop| workshop.offer.as_deref_mut()) {
        offer.opens = Timestamp::UNIX_EPOCH;
        offer.closes = midnight("9999-01-01");
        offer.changes_until = midnight("9999-01-01");
        offer.keep_until = midnight("9999-01-01");
    }
    catalogue
}

fn workshop(slug: &str, offer: Option<Offer>) -> CatalogueWorkshop {
    let session = |id: &str, date: &str| CatalogueSession {
        id: id.to_owned(),
        title: format!("Séance {id}"),
        date: date.parse().expect("the date is valid"),
        start: "10:00".parse().expect("the time is valid"),
        end: "12:00".parse().expect("the time is valid"),
        attendance: AttendanceMode::InPerson,
        status: SessionStatus::Scheduled,
        speakers: Vec::new(),
        place: None,
        title_language: None,
        place_language: None,
        sequence: 0,
        changes: Vec::new(),
        last_mail_before: None,
    };
    CatalogueWorkshop {
        slug: slug.parse().expect("the slug is valid"),
        title: format!("Atelier {slug}"),
        path: format!("/ateliers/{slug}/"),
        registration_path: offer.is_some().then(|| format!("/ateliers/{slug}/inscription/")),
        sessions: vec![session("a", "2027-09-14"), session("b", "2027-09-28")],
        cancelled: false,
        offer: offer.map(Shared::from),
        has_questionnaires: false,
        forms: BTreeMap::new(),
        has_mails: false,
        mails: Shared::default(),
        has_private: false,
        translations: BTreeMap::new(),
        language: None,
    }
}

/// Returns an offer for one person per registration, for all sessions, without a waiting list.
pub fn offer(opens: &str, closes: &str, capacity: u32) -> Offer {
    let fee = |category: &str, label: &str, minor| Fee {
        category: category.parse().expect("the slug is valid"),
        label: label.to_owned(),
        note: None,
        language: None,
        amount: Money { minor, currency: Currency::Eur },
        basis: FeeBasis::Workshop,
        members_only: None,
    };
    let fees = vec![fee("adherent", "Adhérent", 50_000), fee("non-adherent", "Non-adhérent", 150_000)];
    Offer {
        opens: midnight(opens),
        closes: midnight(closes),
        changes_until: midnight(closes),
        details_until: DetailDeadlines::default(),
        attends: Attends::All,
        capacity: Capacity::whole(capacity),
        waiting_list: WaitingList::None,
        seat_offers: None,
        approval: Approval::Automatic,
        confirmation: Confirmation::None,
        max_participants: 1,
        participant_email: ParticipantEmail::None,
        max_per_organisation: None,
        fees,
        questions: Vec::new(),
        participant_questions: Vec::new(),
        keep_until: midnight("2030-10-01"),
    }
}

/// Returns the terms on which seats of a workshop with one pool are offered. Its only session begins on 15 June 2027 at
/// 10:00 in Paris.
pub fn seat_offers(accept_within: AcceptWithin) -> SeatOffers {
    let begins = "2027-06-15T08:00:00Z".parse().expect("the timestamp is valid");
    SeatOffers {
        accept_within,
        time_zone: TimeZone::get("Europe/Paris").expect("the zone is known"),
        starts: BTreeMap::from([(WHOLE_WORKSHOP.to_owned(), vec![begins])]),
    }
}

/// Changes the rules of an offer.
trait Ruled {
    /// Allows up to this many people per registration.
    fn for_people(self, max_participants: u32) -> Offer;
    /// Lets registrants choose sessions, which are paid for separately.
    fn to_choose(self, capacity: Capacity) -> Offer;
}

impl Ruled for Offer {
    fn for_people(self, max_participants: u32) -> Offer {
        Offer { max_participants, ..self }
    }

    fn to_choose(self, capacity: Capacity) -> Offer {
        let fees: Vec<_> = self.fees.into_iter().map(|fee| Fee { basis: FeeBasis::Session, ..fee }).collect();
        Offer { attends: Attends::Choose, capacity, fees, ..self }
    }
}

fn midnight(date: &str) -> Timestamp {
    format!("{date}T00:00:00Z").parse().expect("the date is valid")
}

/// Returns a theme with the templates and words of the handler's pages.
pub fn theme() -> Theme {
    let templates = [
        ("registration.html", include_str!("../fixtures/theme/registration.html")),
        ("own-registration.html", include_str!("../fixtures/theme/own-registration.html")),
        ("cancel-registration.html", include_str!("../fixtures/theme/cancel-registration.html")),
        ("change-participants.html", include_str!("../fixtures/theme/change-participants.html")),
        ("add-participants.html", include_str!("../fixtures/theme/add-participants.html")),
        ("change-details.html", include_str!("../fixtures/theme/change-details.html")),
        ("change-address.html", include_str!("../fixtures/theme/change-address.html")),
        ("participation.html", include_str!("../fixtures/theme/participation.html")),
        ("confirm-email.html", include_str!("../fixtures/theme/confirm-email.html")),
        ("questionnaire.html", include_str!("../fixtures/theme/questionnaire.html")),
        ("message.html", include_str!("../fixtures/theme/message.html")),
    ];
    let keys = [
        "not_found",
        "unknown_workshop",
        "unknown_registration",
        "participation_cancelled",
        "unknown_address_link",
        "no_registration",
        "unknown_form",
        "bad_request",
        "around_cdn",
        "too_many",
        "forbidden_origin",
        "method_not_allowed",
        "too_large",
        "unsupported_media_type",
        "internal_error",
        "unavailable",
    ];
    let messages = keys.map(|key| (format!("message.{key}.title"), key.to_owned()));
    let words = [
        ("title.registration", "{workshop}"),
        ("title.registration_error", "Erreur : {workshop}"),
        ("title.questionnaire", "{questionnaire} : {workshop}"),
        ("title.questionnaire_error", "Erreur : {questionnaire} : {workshop}"),
        ("title.questionnaire_thanks", "Merci : {questionnaire} : {workshop}"),
        ("title.own_registration", "Inscrit : {workshop}"),
        ("title.cancel_registration", "Annuler : {workshop}"),
        ("title.change_participants", "Modifier : {workshop}"),
        ("title.add_participants", "Ajouter : {workshop}"),
        ("title.add_participants_error", "Erreur : ajouter {workshop}"),
        ("title.change_details", "Modifier contact : {workshop}"),
        ("title.change_details_error", "Erreur : modifier contact {workshop}"),
        ("title.change_sessions", "Changer de séances : {workshop}"),
        ("title.change_sessions_error", "Erreur : changer de séances {workshop}"),
        ("title.change_address", "Adresse : {workshop}"),
        ("title.change_address_error", "Erreur : adresse {workshop}"),
        ("title.confirm_address", "Confirmer adresse : {workshop}"),
        ("title.participation", "Participation : {workshop}"),
        ("title.cancel_participation", "Quitter : {workshop}"),
        ("title.change_participation", "Corriger : {workshop}"),
        ("title.change_participation_error", "Erreur : corriger {workshop}"),
        ("title.confirm_email", "Confirmer : {workshop}"),
        ("title.confirm_email_lapsed", "Trop tard : {workshop}"),
        ("title.change_participants_error", "Erreur : modifier {workshop}"),
        ("form.participant.legend", "Participant {number}"),
        ("error.too_long", "{label} too long: {length}, not {max}"),
        ("error.forbidden_character", "{label} contains {code}"),
        ("error.repeated", "{label} repeated"),
        ("error.same_email", "{label} already given"),
        ("error.address", "{label} has an address"),
        ("error.local_part", "{label} is not ASCII"),
        ("error.siren", "{label} is a SIREN"),
        ("error.vat_number", "{label} is a VAT number"),
        ("error.members_only", "{label} is for members"),
        ("error.not_known_as_member", "{label} is for known members"),
        ("error.unknown_code", "{label} is unknown"),
        ("error.other_organisation", "{label} is of another organisation"),
        ("error.other_participant", "{label} is of another participant"),
        ("error.not_a_members_address", "{label} is not of a member"),
        ("format.money", "{amount} {symbol}"),
        ("private.room", "Salle"),
        ("private.door_code", "Porte"),
        ("private.join_link", "Lien"),
        ("private.join_code", "Code"),
        ("private.note", "Note"),
        ("private.document", "Document"),
        ("mail.colon", " :"),
        ("mail.place_online", "à distance"),
        ("attendance.in_person", "En présentiel"),
        ("attendance.online", "À distance"),
        ("attendance.hybrid", "En salle ou à distance"),
        ("calendar.summary", "{workshop} – {session}"),
        ("calendar.marked", "{mark} : {summary}"),
        ("calendar.link", "Programme : {address}"),
        ("calendar.session.postponed", "Reportée"),
        ("calendar.session.cancelled", "Annulée"),
        ("calendar.session.not_attended", "Séance non suivie"),
    ];
    let statuses = Status::ALL.iter().map(|status| status.key()).flat_map(|status| {
        ["status", "calendar.registration"].map(|group| (format!("{group}.{status}"), status.to_owned()))
    });
    let words = words.map(|(key, text)| (key.to_owned(), text.to_owned()));
    Theme {
        translations: Vec::new(),
        time_zone: "Europe/Paris".to_owned(),
        words: form_words().chain(words).chain(messages).chain(statuses).collect(),
        templates: BTreeMap::from(templates.map(|(name, text)| (name.to_owned(), text.to_owned()))),
        extends: Vec::new(),
        site: site(),
    }
}

/// Returns the texts of forms. Each text equals its key, so that tests can identify it.
fn form_words() -> impl Iterator<Item = (String, String)> {
    let fields = [
        "given_name",
        "family_name",
        "function",
        "organisation",
        "email",
        "participant_email",
        "telephone",
        "takes_part",
        "member_code",
        "fee",
        "sessions",
        "participant_sessions",
        "attendance",
        "participant_attendance",
        "billing_organisation",
        "billing_address",
        "billing_postal_code",
        "billing_city",
        "siret",
        "purchase_order",
        "billing_email",
        "remarks",
        "listed",
        "interview",
        "privacy",
    ];
    let of_field = |field| ["label", "hint", "missing", "invalid"].map(|part| format!("form.{field}.{part}"));
    let groups =
        ["contact", "sessions", "billing", "questions", "closing", "respondent", "interview", "address"];
    let others = [
        "form.participant.self",
        "form.takes_part.yes",
        "form.takes_part.no",
        "form.for_all",
        "form.sessions_for_all",
        "form.siret.limited_hint",
        "form.fee.option_hint",
        "form.fee.option_hint_note",
        "form.question.missing",
        "form.question.invalid",
        "form.respondent.email_hint",
        "form.address.email_hint",
        "form.addition.sessions_hint",
        "form.interview.telephone_hint",
    ];
    let keys = fields.into_iter().flat_map(of_field).chain(others.map(str::to_owned));
    let keys = keys.chain(groups.map(|group| format!("form.{group}.legend")));
    keys.map(|key| (key.clone(), key))
}

fn site() -> SiteView {
    SiteView {
        title: "Le club".to_owned(),
        tagline: String::new(),
        base_url: "https://club.example".to_owned(),
        language: "fr".to_owned(),
        locale: "fr_FR".to_owned(),
        home_path: "/".to_owned(),
        home_language: None,
        feed_path: Some("/atom.xml".to_owned()),
        organiser: OrganiserView {
            name: "Club".to_owned(),
            email: "bonjour@club.example".to_owned(),
            telephone: None,
        },
        navigation: Vec::new(),
        footer: Vec::new(),
        stylesheet: "/assets/style.css".to_owned(),
        icon: "/assets/icon.svg".to_owned(),
        scripts: BTreeMap::new(),
        assets: BTreeMap::new(),
        search_path: None,
        find_path: None,
        privacy: PrivacyView {
            language: None,
            controller: String::new(),
            purpose: String::new(),
            legal_basis: String::new(),
            recipients: String::new(),
            retention: RetentionView { registrations: 36, questionnaires: 12 },
            contact: String::new(),
            page: String::new(),
            page_language: None,
            questionnaires: QuestionnairePrivacyView::default(),
        },
    }
}

/// Returns an optional question with a long answer.
pub fn long_question(name: &str) -> Field {
    Field {
        name: name.to_owned(),
        label: format!("About {name}"),
        hint: None,
        kind: FieldKind::LongText { max_length: 2_000 },
        required: false,
        initial: None,
        autocomplete: Autocomplete::Off,
        errors: FieldErrors { missing: "?".to_owned(), invalid: "?".to_owned() },
        show_if: None,
        language: None,
    }
}
