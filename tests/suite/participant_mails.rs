//! Mails to participants with addresses of their own: whom they reach, what they contain, how often, and when they end.

use jiff::{SignedDuration, Timestamp};
use mail_parser::MessageParser;
use model::catalogue::Catalogue;
use model::contact::Email;
use model::mail::{MailState, Recipient};
use model::offer::ParticipantEmail;
use model::registration::{Author, Registration};
use model::scheduled_mail::{MailText, Occasion, Recipients, ScheduledMail, Sessions};
use model::seats::Capacity;
use model::status::{Event, Status};
use registry::Deadline;
use tests::catalogue::catalogue;
use tests::dynamodb::Table;
use tests::handler::{colleagues, fields, fields_with};
use tests::mail_faults::remembering;
use tests::notifier::{NotifierTest, ReadMail, mail_theme};
use tests::reports::bounce;
use tests::ses::Ses;

const CLAIRE: &str = "claire.legall@office.example";
const MARC: &str = "marc@office.example";
const ANNE: &str = "anne@office.example";

/// The addresses of two colleagues.
const ADDRESSES: [(&str, &str); 2] = [("participant-2-email", MARC), ("participant-3-email", ANNE)];

/// Returns a notifier for workshops that ask each participant for an address, with a reminder on 13 September.
async fn test() -> NotifierTest {
    NotifierTest::with(asking(), mail_theme()).await
}

fn asking() -> Catalogue {
    let at = |text: &str| -> Timestamp { text.parse().unwrap() };
    let start = at("2027-09-14T10:00:00Z");
    let occasion = Occasion {
        session: "a".to_owned(),
        about: start,
        ends: start,
        due: at("2027-09-13T10:00:00Z"),
        until: start,
    };
    let reminder = ScheduledMail {
        id: "rappel".parse().unwrap(),
        recipients: Recipients::Confirmed,
        mode: None,
        late: true,
        about: Sessions::First,
        occasions: vec![occasion],
        text: MailText { subject: "rappel".to_owned(), ..MailText::default() }.into(),
    };
    let mut catalogue = catalogue();
    for workshop in catalogue.workshops.values_mut() {
        workshop.has_mails = true;
        workshop.mails = vec![reminder.clone()].into();
        let offers = workshop.offer.iter_mut();
        offers.for_each(|offer| offer.participant_email = ParticipantEmail::Optional);
    }
    catalogue
}

/// Registers Claire with Marc and Anne for a workshop, mails what is due, and returns the path of her page.
async fn party(test: &NotifierTest, workshop: &str) -> String {
    let fields = [fields(), colleagues(2), ADDRESSES.to_vec()].concat();
    let own_page = test.handler.post(workshop, &fields).await.redirect();
    assert!(test.stream(workshop).await.is_empty());
    own_page
}

/// Returns the mails since the first ones, as `address subject`, sorted.
fn since(test: &NotifierTest, first: usize) -> Vec<String> {
    let mails = test.mails();
    let name = |mail: &ReadMail| mail.to.split(['.', '@']).next().unwrap().to_owned();
    let subject = |mail: &ReadMail| mail.subject.split(':').next().unwrap().to_owned();
    let mut sent: Vec<_> =
        mails[first..].iter().map(|mail| format!("{} {}", name(mail), subject(mail))).collect();
    sent.sort();
    sent
}

/// Returns the newest mail to an address.
fn mail_to(test: &NotifierTest, address: &str) -> ReadMail {
    test.mails().into_iter().rfind(|mail| mail.to == address).unwrap()
}

/// Returns the path of the own page in a mail.
fn link(mail: &ReadMail) -> String {
    let at = mail.text.find("/api/").unwrap_or_else(|| panic!("no link in {mail:?}"));
    mail.text[at..].split_whitespace().next().unwrap().to_owned()
}

async fn stored(test: &NotifierTest, workshop: &str) -> Registration {
    test.handler.registration_of(workshop, CLAIRE).await.unwrap()
}

/// Changes the participants: Claire, and these people as given name and address.
async fn change(test: &NotifierTest, own_page: &str, others: &[[&str; 2]]) {
    let mut fields = Vec::new();
    let people = [["Claire", CLAIRE]].into_iter().chain(others.iter().copied());
    for (number, [given_name, email]) in (1..).zip(people) {
        let values = [
            ("given-name", given_name),
            ("family-name", "Petit"),
            ("function", "Directeur"),
            ("email", email),
        ];
        let named = values.map(|(name, value)| (format!("participant-{number}-{name}"), value.to_owned()));
        fields.extend(named);
    }
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(test.handler.post_to(&format!("{own_page}/participants"), &fields).await.status, 303);
}

#[tokio::test]
async fn each_participant_gets_one_mail_with_the_link_to_their_own_page() {
    let test = test().await;
    let own_page = party(&test, "groupe").await;
    let expected = ["anne participant confirmed", "claire confirmed", "marc participant confirmed"];
    assert_eq!(since(&test, 0), expected);
    test.stream("groupe").await;
    test.sweep().await.unwrap();
    assert_eq!(test.mails().len(), 3, "each mail is sent once");

    let [marc, anne] = [MARC, ANNE].map(|address| link(&mail_to(&test, address)));
    assert_ne!(marc, anne);
    for (path, own, other) in [(&marc, MARC, ANNE), (&anne, ANNE, MARC)] {
        let page = test.handler.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.body.contains(own) && !page.body.contains(other), "{}", page.body);
    }
    let secret = own_page.rsplit('-').next().unwrap();
    for address in [MARC, ANNE] {
        let ReadMail { text, html, .. } = mail_to(&test, address);
        for typed in ["Claire", "Le Gall", "Marc", "Petit", "Directeur", "Office de", "végétarien", secret]
        {
            assert!(!text.contains(typed) && !html.contains(typed), "{typed} in {text}{html}");
        }
    }
    let calendars = test.ses.messages().into_iter().filter(|message| {
        String::from_utf8_lossy(message).contains("text/calendar; charset=utf-8; method=PUBLISH")
    });
    assert_eq!(calendars.count(), 3);
}

#[tokio::test]
async fn a_contact_with_the_address_of_a_participant_gets_one_mail() {
    let test = test().await;
    let mut fields = [fields(), colleagues(1), vec![("takes-part", "no"), ("fee", "")]].concat();
    fields.retain(|field| ![("takes-part", "yes"), ("fee", "adherent")].contains(field));
    fields.push(("participant-2-email", "Claire.LeGall@office.example"));
    test.handler.post("groupe", &fields).await.redirect();
    assert!(test.stream("groupe").await.is_empty());
    assert_eq!(since(&test, 0), ["claire confirmed"]);
}

#[tokio::test]
async fn no_participant_is_mailed_before_the_contact_confirmed_the_address() {
    let test = test().await;
    party(&test, "confirme").await;
    assert_eq!(since(&test, 0), ["claire unconfirmed"]);
    test.handler.confirm("confirme", CLAIRE).await;
    assert!(test.stream("confirme").await.is_empty());
    let expected = ["anne participant confirmed", "claire confirmed", "marc participant confirmed"];
    assert_eq!(since(&test, 1), expected);
    assert!(!mail_to(&test, MARC).text.contains("Petit"), "the address of Marc is not proven");

    // Without a confirmation, the colleagues get no mail at all.
    let fields =
        [fields_with("email", "zoe@office.example"), colleagues(1), ADDRESSES[..1].to_vec()].concat();
    test.handler.post("confirme", &fields).await.redirect();
    test.pass(SignedDuration::from_hours(25));
    test.sweep().await.unwrap();
    assert_eq!(since(&test, 4), ["zoe lapsed"]);
}

#[tokio::test]
async fn a_decision_is_mailed_to_each() {
    let test = test().await;
    party(&test, "approuve").await;
    let pending = ["anne participant pending", "claire pending", "marc participant pending"];
    assert_eq!(since(&test, 0), pending);
    let registration = stored(&test, "approuve").await;
    test.handler.transition("approuve", &registration.id, Event::Approve).await;
    assert!(test.stream("approuve").await.is_empty());
    let approved = ["anne participant confirmed", "claire approved", "marc participant confirmed"];
    assert_eq!(since(&test, 3), approved);
    test.handler.transition("approuve", &registration.id, Event::Cancel).await;
    assert!(test.stream("approuve").await.is_empty());
    let cancelled = ["anne participant cancelled", "claire cancelled", "marc participant cancelled"];
    assert_eq!(since(&test, 6), cancelled);
    test.pass("2027-09-13T11:00:00Z".parse::<Timestamp>().unwrap().duration_since(test.now()));
    test.sweep().await.unwrap();
    assert_eq!(test.mails().len(), 9, "there is no reminder of a cancelled registration");
}

#[tokio::test]
async fn who_waits_learns_of_the_seats() {
    let mut catalogue = catalogue();
    let offer =
        catalogue.workshops.get_mut(&"groupe".parse().unwrap()).unwrap().offer.as_deref_mut().unwrap();
    offer.participant_email = ParticipantEmail::Required;
    offer.capacity = Capacity::whole(3);
    let test = NotifierTest::with(catalogue, mail_theme()).await;
    test.handler.post("groupe", &fields_with("email", "first@office.example")).await.redirect();
    party(&test, "groupe").await;
    let waiting =
        ["anne participant waiting", "claire waiting", "first confirmed", "marc participant waiting"];
    assert_eq!(since(&test, 0), waiting);
    let first = test.handler.registration_of("groupe", "first@office.example").await.unwrap();
    test.handler.transition("groupe", &first.id, Event::Cancel).await;
    test.sweep().await.unwrap();
    let promoted =
        ["anne participant confirmed", "claire promoted", "first cancelled", "marc participant confirmed"];
    assert_eq!(since(&test, 4), promoted);
}

#[tokio::test]
async fn a_replaced_participant_is_informed_and_the_new_one_gets_a_link() {
    let test = test().await;
    let own_page = party(&test, "groupe").await;
    let former = link(&mail_to(&test, MARC));
    // A corrected name is the same person, who is not mailed.
    change(&test, &own_page, &[["Marco", MARC], ["Anne", ANNE]]).await;
    assert!(test.stream("groupe").await.is_empty());
    assert_eq!(since(&test, 3), ["claire changed"]);

    test.pass(SignedDuration::from_hours(2));
    change(&test, &own_page, &[["Zoé", "zoe@office.example"], ["Anne", ANNE]]).await;
    let departures = stored(&test, "groupe").await.departures;
    assert_eq!(departures.iter().map(|it| it.email.as_str()).collect::<Vec<_>>(), [MARC]);
    assert!(test.stream("groupe").await.is_empty());
    let expected = ["claire changed", "marc participant left", "zoe participant confirmed"];
    assert_eq!(since(&test, 4), expected);
    assert!(stored(&test, "groupe").await.departures.is_empty(), "the address is no longer needed");
    assert!(!mail_to(&test, MARC).text.contains("/api/"), "their page no longer exists");
    assert_eq!(test.handler.get(&former).await.status, 404);
    assert_eq!(test.handler.get(&link(&mail_to(&test, "zoe@office.example"))).await.status, 200);

    test.pass("2027-09-13T11:00:00Z".parse::<Timestamp>().unwrap().duration_since(test.now()));
    test.sweep().await.unwrap();
    test.sweep().await.unwrap();
    assert_eq!(since(&test, 7), ["anne rappel", "claire rappel", "zoe rappel"]);
    test.handler.assert_sound("groupe").await;
}

#[tokio::test]
async fn who_leaves_alone_gets_a_last_mail_and_a_calendar_without_the_sessions() {
    let test = test().await;
    party(&test, "groupe").await;
    let page = link(&mail_to(&test, MARC));
    assert_eq!(test.handler.post_to(&format!("{page}/cancel"), &[]).await.status, 303);
    assert!(test.stream("groupe").await.is_empty());
    assert_eq!(since(&test, 3), ["claire changed", "marc participant left"]);
    let last = test.ses.messages().pop().unwrap();
    let last = MessageParser::default().parse(&last).unwrap();
    let calendar = last.attachment(0).unwrap().text_contents().unwrap();
    assert_eq!(calendar.matches("STATUS:CANCELLED").count(), 2, "{calendar}");
    assert_eq!(test.handler.seats_taken("groupe").await, 2);
    let cancelled = stored(&test, "groupe").await;
    test.handler.transition("groupe", &cancelled.id, Event::Cancel).await;
    assert!(test.stream("groupe").await.is_empty());
    assert_eq!(since(&test, 5), ["anne participant cancelled", "claire cancelled"]);
}

/// Their address is kept no longer than it is needed, even if removing it fails at first.
#[tokio::test]
async fn an_address_that_could_not_be_removed_is_removed_later() {
    let (table, ses) = (Table::new().await, Ses::new().await);
    let remembering = remembering(&table, 2).await;
    let test = NotifierTest::on(table, remembering, ses, asking(), mail_theme());
    party(&test, "groupe").await;
    let page = link(&mail_to(&test, MARC));
    assert_eq!(test.handler.post_to(&format!("{page}/cancel"), &[]).await.status, 303);
    assert_eq!(test.stream("groupe").await, ["1"]);
    test.sweep().await.unwrap_err();
    assert_eq!(stored(&test, "groupe").await.departures.len(), 1);
    test.sweep().await.unwrap();
    assert!(stored(&test, "groupe").await.departures.is_empty());
    assert_eq!(since(&test, 3), ["claire changed", "marc participant left"]);
}

#[tokio::test]
async fn who_was_never_mailed_is_not_informed_of_the_end() {
    let test = test().await;
    let fields = [fields(), colleagues(2), ADDRESSES.to_vec()].concat();
    test.handler.post("groupe", &fields).await.redirect();
    let registration = stored(&test, "groupe").await;
    test.handler.transition("groupe", &registration.id, Event::Cancel).await;
    assert!(test.stream("groupe").await.is_empty());
    assert_eq!(since(&test, 0), ["claire cancelled"]);
}

#[tokio::test]
async fn a_refused_address_of_a_participant_holds_back_their_mails_only() {
    let test = test().await;
    party(&test, "groupe").await;
    let requests = test.ses.requests();
    let to_marc = requests.iter().find(|request| request["EmailTags"].to_string().contains("participant_2_"));
    test.send(bounce(to_marc.unwrap(), "Permanent", "General")).await.unwrap();
    test.pass("2027-09-13T11:00:00Z".parse::<Timestamp>().unwrap().duration_since(test.now()));
    test.sweep().await.unwrap();
    assert_eq!(since(&test, 3), ["anne rappel", "claire rappel"]);
    let marks = test.marks("groupe").await;
    let of_marc = marks.iter().filter(|mark| mark.mailing.recipient == Recipient::Participant(2));
    assert_eq!(of_marc.map(|mark| mark.state).collect::<Vec<_>>(), [MailState::Refused; 2]);
}

#[tokio::test]
async fn a_corrected_address_of_the_contact_gives_the_participants_new_links() {
    let test = test().await;
    party(&test, "groupe").await;
    let before = link(&mail_to(&test, MARC));
    let registration = stored(&test, "groupe").await;
    let (catalogue, email) = (catalogue(), Email::parse("claire@office.example").unwrap());
    let offer = catalogue.workshops[&registration.request.workshop].offer.as_deref().unwrap();
    let transition =
        registry::Transition { read: &registration, offer, now: test.now(), by: Author::Organiser };
    test.table.store().correct_address(transition, &email, None, Deadline::default()).await.unwrap();
    assert_eq!(test.handler.get(&before).await.status, 404);
    assert!(test.stream("groupe").await.is_empty());
    let expected = ["anne participant confirmed", "claire confirmed", "marc participant confirmed"];
    assert_eq!(since(&test, 3), expected);
    assert_eq!(test.handler.get(&link(&mail_to(&test, MARC))).await.status, 200);
}

#[tokio::test]
async fn a_notice_goes_to_each() {
    let test = test().await;
    party(&test, "groupe").await;
    let id = test.publish("groupe", "Salle 2", "Bonjour.").await;
    let key = format!("notice#{}", id.as_str());
    for _ in 0..2 {
        test.send(tests::notifier::records("groupe", &[&key])).await.unwrap();
    }
    assert_eq!(since(&test, 3), ["anne Salle 2", "claire Salle 2", "marc Salle 2"]);
    let is_participants = |mail: &ReadMail| mail.html.contains("page of a participant");
    let [to_anne, to_claire] = [ANNE, CLAIRE].map(|address| mail_to(&test, address));
    assert!(to_anne.text.contains("/api/participations/") && is_participants(&to_anne), "{to_anne:?}");
    assert!(to_claire.text.contains("/api/registrations/") && !is_participants(&to_claire), "{to_claire:?}");

    test.pass("2027-09-13T10:00:00Z".parse::<Timestamp>().unwrap().duration_since(test.now()));
    test.sweep().await.unwrap();
    let [to_anne, to_claire] = [ANNE, CLAIRE].map(|address| mail_to(&test, address));
    assert_eq!([to_anne.subject.as_str(), &to_claire.subject], ["rappel", "rappel"]);
    assert!(is_participants(&to_anne) && !is_participants(&to_claire), "{to_anne:?} {to_claire:?}");
}

#[tokio::test]
async fn a_party_of_the_greatest_size_is_mailed_once() {
    let mut catalogue = catalogue();
    let offer = catalogue.workshops.get_mut(&"foule".parse().unwrap()).unwrap().offer.as_deref_mut().unwrap();
    (offer.participant_email, offer.max_participants) = (ParticipantEmail::Required, 20);
    let test = NotifierTest::with(catalogue, mail_theme()).await;
    let mut fields: Vec<_> =
        fields().into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    for number in 2..=20 {
        let email = format!("person-{number}@office.example");
        let row = [("given-name", "A"), ("family-name", "B"), ("function", "C"), ("fee", "adherent")];
        let row = row.into_iter().chain([("email", email.as_str())]);
        fields.extend(row.map(|(name, value)| (format!("participant-{number}-{name}"), value.to_owned())));
    }
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    test.handler.post("foule", &fields).await.redirect();
    test.stream("foule").await;
    test.sweep().await.unwrap();
    let mut addresses: Vec<_> = test.mails().into_iter().map(|mail| mail.to).collect();
    addresses.sort();
    addresses.dedup();
    assert_eq!((addresses.len(), test.mails().len()), (20, 20));
    let registration = test.handler.registration_of("foule", CLAIRE).await.unwrap();
    assert_eq!(registration.status, Status::Confirmed);
    let erased = test.table.store().erase(&registration, None, test.now(), Deadline::default()).await;
    assert!(erased.unwrap().is_some());
    assert!(test.marks("foule").await.is_empty());
}
