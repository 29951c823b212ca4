//! Another e-mail address of the contact: proposed on the own page, confirmed by a link that is mailed only to it, and reported
//! to the former one.

use jiff::SignedDuration;
use model::contact::Email;
use model::membership::{Member, Members, MembersOnly, Membership};
use model::offer::ParticipantEmail;
use model::registration::{Author, MAX_CHANGES_A_DAY, Registration};
use model::seats::Capacity;
use model::status::{Confirmation, Status};
use tests::catalogue::catalogue;
use tests::handler::{Answer, Event, HandlerTest, colleagues, fields, fields_with, real_site};
use tests::notifier::{NotifierTest, ReadMail, mail_theme};
use tests::reports::bounce;
use view::registration::address_path;

const OLD: &str = "claire.legall@office.example";
const NEW: &str = "claire@elsewhere.example";

/// Registers Claire for `groupe`, mails what is due, and returns the path of her page.
async fn registered(test: &NotifierTest) -> String {
    let own_page = test.handler.post("groupe", &fields()).await.redirect();
    assert!(test.stream("groupe").await.is_empty());
    own_page
}

async fn propose(test: &HandlerTest, own_page: &str, email: &str) -> Answer {
    test.post_to(&format!("{own_page}/address"), &[("email", email)]).await
}

/// Returns the path in the newest mail to an address that confirms it.
fn link(test: &NotifierTest, email: &str) -> String {
    let mail = test.mails().into_iter().rfind(|mail| mail.to == email).expect("a mail was sent there");
    let at = mail.text.find("/api/addresses/").unwrap_or_else(|| panic!("no link in {mail:?}"));
    mail.text[at..].split_whitespace().next().unwrap().to_owned()
}

/// Returns the mails since the first ones, as `address subject`.
fn since(test: &NotifierTest, first: usize) -> Vec<String> {
    let short = |mail: &ReadMail| format!("{} {}", mail.to, mail.subject.split(':').next().unwrap());
    test.mails()[first..].iter().map(short).collect()
}

async fn only(test: &HandlerTest) -> Registration {
    let mut stored = test.registrations("groupe").await;
    assert_eq!(stored.len(), 1);
    stored.remove(0)
}

/// Returns the path that confirms the proposed address of a registration.
fn path_of(registration: &Registration) -> String {
    let key = registry::identifier::IdentifierKey::from([7; 32]);
    let proposed = registration.proposed_address.as_ref().expect("an address is proposed");
    address_path(registration, key.proposed_address(registration, proposed))
}

#[tokio::test]
async fn an_address_is_replaced_once_its_owner_has_confirmed_it() {
    let test = NotifierTest::new().await;
    let own_page = registered(&test).await;
    let form = test.handler.get(&format!("{own_page}/address")).await;
    assert_eq!((form.status, form.header("cache-control")), (200, "no-store"));
    assert_eq!(form.header("referrer-policy"), "strict-origin");
    assert!(form.body.contains(&format!("present: {OLD}")), "{}", form.body);
    let before = only(&test.handler).await;

    let answer = propose(&test.handler, &own_page, NEW).await;
    assert_eq!((answer.status, answer.header("location")), (303, own_page.as_str()));
    assert!(test.handler.get(&own_page).await.body.contains(&format!("proposed: {NEW} until 2027-05-02T12")));
    let pending = only(&test.handler).await;
    assert_eq!((&pending.request, &pending.history), (&before.request, &before.history));
    for _ in 0..2 {
        assert!(test.stream("groupe").await.is_empty());
    }
    assert_eq!(since(&test, 1), [format!("{NEW} address proposed")]);
    let path = link(&test, NEW);
    let secret = own_page.rsplit('-').next().unwrap();
    let mail = test.mails().pop().unwrap();
    for hidden in [secret, "Claire", "Le Gall", OLD, "Paix"] {
        assert!(!mail.text.contains(hidden) && !mail.html.contains(hidden), "{hidden}: {}", mail.text);
    }

    // Mail scanners follow links; the page reveals nothing to a stranger.
    let question = test.handler.get(&path).await;
    assert_eq!((question.status, question.header("cache-control")), (200, "no-store"));
    assert_eq!(question.header("referrer-policy"), "strict-origin");
    assert!(question.body.contains(&format!("confirm: {NEW} until")), "{}", question.body);
    for hidden in [secret, "Claire", "Le Gall", OLD, "Paix"] {
        assert!(!question.body.contains(hidden), "{hidden}: {}", question.body);
    }
    assert_eq!(only(&test.handler).await, pending);

    let answer = test.handler.post_to(&path, &[]).await;
    let new_page = answer.redirect();
    assert!(new_page.starts_with("/api/registrations/groupe/") && new_page != own_page);
    assert_eq!(test.handler.get(&own_page).await.status, 404, "the former link is void");
    let page = test.handler.get(&new_page).await;
    assert!(page.body.contains(NEW) && page.body.contains("history: correct-address by registrant, 1"));
    assert!(!page.body.contains("proposed:"), "{}", page.body);
    let after = only(&test.handler).await;
    assert_eq!((after.request.contact.email.as_str(), after.status), (NEW, before.status));
    assert_eq!((&after.seats, after.proven, after.change_count.total), (&before.seats, before.proven, 1));
    for _ in 0..2 {
        assert!(test.stream("groupe").await.is_empty());
        test.sweep().await.unwrap();
    }
    assert_eq!(since(&test, 2), [format!("{NEW} confirmed"), format!("{OLD} address former")]);
    assert!(only(&test.handler).await.former_addresses.is_empty(), "it is no longer needed");
    let former = test.mails().pop().unwrap();
    assert!(!former.text.contains("/api/") && !former.text.contains(NEW), "{}", former.text);

    // Again, such as by a double click: the same page, and no change.
    let history = only(&test.handler).await.history;
    for answer in [test.handler.post_to(&path, &[]).await, test.handler.get(&path).await] {
        assert_eq!(answer.redirect(), new_page);
    }
    assert_eq!(only(&test.handler).await.history, history);
    test.handler.assert_sound("groupe").await;
}

#[tokio::test]
async fn a_link_that_confirms_nothing_reveals_nothing() {
    let test = NotifierTest::new().await;
    let own_page = registered(&test).await;
    propose(&test.handler, &own_page, NEW).await;
    let pending = only(&test.handler).await;
    let right = path_of(&pending);
    let [id, token] = tests::handler::secrets_in(&right);
    let unknown = test.handler.get(&right.replace(&id, "0123456789abcdef0123456789abcdef")).await;
    assert_eq!(unknown.status, 404);
    let capability = own_page.rsplit('-').next().unwrap();
    for other in [
        right.replace(&token, capability),
        right.replace(&token, &"0".repeat(32)),
        right.replace("groupe", "foule"),
        right.replace("/api/addresses/", "/api/registrations/"),
        right.replace("/api/addresses/", "/api/participations/"),
    ] {
        assert_eq!(test.handler.get(&other).await.status, 404, "{other}");
        if other.contains("/api/addresses/") {
            for answer in [test.handler.get(&other).await, test.handler.post_to(&other, &[]).await] {
                assert_eq!((answer.status, &answer.body), (404, &unknown.body), "{other}");
            }
        }
    }
    for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
        for path in [right.clone(), format!("{own_page}/address")] {
            let event = Event::post_to(&path, &[("email", NEW)]).with_header(name, value);
            assert_eq!(test.handler.send(event).await.status, 403);
        }
    }
    assert_eq!(only(&test.handler).await, pending);

    // Another proposal, or none, makes the first link void.
    propose(&test.handler, &own_page, "claire@third.example").await;
    let third = path_of(&only(&test.handler).await);
    assert_eq!(test.handler.post_to(&right, &[]).await.status, 404);
    let kept = propose(&test.handler, &own_page, &OLD.to_uppercase()).await;
    assert_eq!((kept.status, only(&test.handler).await.proposed_address), (303, None));
    assert_eq!(test.handler.post_to(&third, &[]).await.status, 404);
    assert_eq!(only(&test.handler).await.request.contact.email.as_str(), OLD);
}

#[tokio::test]
async fn a_link_expires_and_the_address_is_removed() {
    let test = NotifierTest::new().await;
    let own_page = registered(&test).await;
    propose(&test.handler, &own_page, NEW).await;
    test.sweep().await.unwrap();
    let path = link(&test, NEW);
    test.pass(SignedDuration::from_hours(24) - SignedDuration::from_secs(1));
    assert_eq!(test.handler.get(&path).await.status, 200);
    test.pass(SignedDuration::from_secs(1));
    for answer in [test.handler.get(&path).await, test.handler.post_to(&path, &[]).await] {
        assert_eq!(answer.status, 404, "{}", answer.body);
    }
    assert!(!test.handler.get(&own_page).await.body.contains("proposed:"));
    assert!(only(&test.handler).await.proposed_address.is_some());
    test.sweep().await.unwrap();
    assert_eq!(only(&test.handler).await.proposed_address, None, "a stranger's address is not kept");
    assert_eq!(only(&test.handler).await.request.contact.email.as_str(), OLD);
    assert_eq!(test.mails().len(), 2);
}

/// A registrant who mistyped the address on the form never gets the first link.
#[tokio::test]
async fn a_mistyped_address_is_replaced_before_it_was_ever_confirmed() {
    let mut catalogue = catalogue();
    for workshop in catalogue.workshops.values_mut() {
        workshop.offer.iter_mut().for_each(|offer| offer.confirmation = Confirmation::Email);
    }
    let test = NotifierTest::with(catalogue, mail_theme()).await;
    let own_page = registered(&test).await;
    propose(&test.handler, &own_page, NEW).await;
    assert!(test.stream("groupe").await.is_empty());
    let new_page = test.handler.post_to(&link(&test, NEW), &[]).await.redirect();
    let after = only(&test.handler).await;
    assert_eq!((after.status, after.proven), (Status::Confirmed, Some(test.now())));
    let events: Vec<_> = after.history.iter().map(|entry| entry.event.as_str()).collect();
    assert_eq!(events, ["register", "correct-address", "confirm-email"]);
    assert!(after.history.iter().skip(1).all(|entry| entry.by == Some(Author::Registrant)));
    assert_eq!(test.handler.get(&new_page).await.status, 200);
    assert!(test.stream("groupe").await.is_empty());
    // The owner of the mistyped address is a stranger, who was asked once to confirm it.
    let expected =
        [format!("{OLD} unconfirmed"), format!("{NEW} address proposed"), format!("{NEW} confirmed")];
    assert_eq!(since(&test, 0), expected);
    test.handler.assert_sound("groupe").await;
}

/// Scarce seats are held for two hours, so a link that promised more would lead nowhere.
#[tokio::test]
async fn a_proposed_address_is_confirmed_before_the_registration_lapses() {
    let test = HandlerTest::new().await.with_offer("groupe", |offer| {
        (offer.capacity, offer.confirmation) = (Capacity::whole(10), Confirmation::Email);
    });
    for email in ["b@office.example", "c@office.example"] {
        test.post("groupe", &[fields_with("email", email), colleagues(3)].concat()).await.redirect();
        test.confirm("groupe", email).await;
    }
    let own_page = test.post("groupe", &fields()).await.redirect();
    let test = test.at("2027-05-01T12:30:00Z");
    assert_eq!(propose(&test, &own_page, NEW).await.status, 303);
    let page = test.get(&own_page).await.body;
    assert!(page.contains(&format!("proposed: {NEW} until 2027-05-01T14:00:00Z")), "{page}");
    let path = path_of(&test.stored("groupe", OLD).await);
    let test = test.at("2027-05-01T14:00:00Z");
    assert_eq!(test.post_to(&path, &[]).await.status, 404);
    assert_eq!(propose(&test, &own_page, NEW).await.status, 409);
    let test = test.at("2027-05-01T13:59:59Z");
    test.post_to(&path, &[]).await.redirect();
    assert_eq!(test.stored("groupe", NEW).await.status, Status::Confirmed);
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn mails_are_sent_again_to_an_address_that_replaces_a_refused_one() {
    let test = NotifierTest::new().await;
    let own_page = registered(&test).await;
    let refused = test.ses.requests().pop().unwrap();
    test.send(bounce(&refused, "Permanent", "General")).await.unwrap();
    let id = test.publish("groupe", "Salle 2", "Bonjour.").await;
    test.send(tests::notifier::records("groupe", &[format!("notice#{}", id.as_str())])).await.unwrap();
    assert_eq!(test.mails().len(), 1, "nothing more is sent to it");
    test.pass(SignedDuration::from_mins(5));
    propose(&test.handler, &own_page, NEW).await;
    assert!(test.stream("groupe").await.is_empty());
    test.handler.post_to(&link(&test, NEW), &[]).await.redirect();
    assert!(test.stream("groupe").await.is_empty());
    test.publish("groupe", "Salle 3", "Bonjour.").await;
    test.sweep().await.unwrap();
    let sent = since(&test, 1);
    assert!(
        sent.contains(&format!("{NEW} confirmed")) && sent.contains(&format!("{NEW} Salle 3")),
        "{sent:?}"
    );
    // The one that refused mails is not sent another, and is no longer kept.
    assert!(!sent.iter().any(|mail| mail.starts_with(OLD)), "{sent:?}");
    test.sweep().await.unwrap();
    assert!(only(&test.handler).await.former_addresses.is_empty());
}

#[tokio::test]
async fn the_address_of_a_participant_changes_along_and_stays_their_own() {
    let mut catalogue = catalogue();
    let offer =
        catalogue.workshops.get_mut(&"groupe".parse().unwrap()).unwrap().offer.as_deref_mut().unwrap();
    offer.participant_email = ParticipantEmail::Optional;
    let test = NotifierTest::with(catalogue, mail_theme()).await;
    let marc = "marc@office.example";
    let all = [fields(), colleagues(1), vec![("participant-2-email", marc)]].concat();
    let own_page = test.handler.post("groupe", &all).await.redirect();
    let taken = propose(&test.handler, &own_page, marc).await;
    assert_eq!(taken.status, 422);
    for part in
        ["<title>Erreur", "form.email.label is of another participant", "value=\"marc@office.example\""]
    {
        assert!(taken.body.contains(part), "{part}: {}", taken.body);
    }
    let wrong = propose(&test.handler, &own_page, "claire@").await;
    assert!(wrong.status == 422 && wrong.body.contains("error: form.email.invalid"), "{}", wrong.body);
    propose(&test.handler, &own_page, NEW).await;
    test.handler.post_to(&path_of(&only(&test.handler).await), &[]).await.redirect();
    let request = only(&test.handler).await.request;
    let addresses = request.participants.iter().map(|it| it.email.as_ref().unwrap().as_str());
    assert_eq!(addresses.collect::<Vec<_>>(), [NEW, marc]);
    assert!(request.contact.is(&request.participants[0]));
}

#[tokio::test]
async fn a_membership_that_only_the_domain_showed_is_judged_again() {
    let with_rule = async |rule| {
        let member = Member { siren: None, domains: vec!["office.example".to_owned()], code: None };
        let test = HandlerTest::new().await.with_members(Members { members: vec![member] });
        test.with_offer("groupe", move |offer| {
            offer.confirmation = Confirmation::Email;
            offer.fees[0].members_only = Some(rule);
        })
    };
    let test = with_rule(MembersOnly::Reject).await;
    let own_page = test.post("groupe", &fields()).await.redirect();
    test.confirm("groupe", OLD).await;
    assert_eq!(only(&test).await.request.membership, Some(Membership::Domain));
    let outside = propose(&test, &own_page, NEW).await;
    assert_eq!(outside.status, 422);
    assert!(outside.body.contains("form.email.label is not of a member"), "{}", outside.body);
    assert_eq!(propose(&test, &own_page, "claire@office.example").await.status, 303);
    test.post_to(&path_of(&only(&test).await), &[]).await.redirect();
    assert_eq!(only(&test).await.request.membership, Some(Membership::Domain));
    // The member has left meanwhile: the link no longer confirms anything.
    let own_page = view::registration::own_path(&only(&test).await);
    propose(&test, &own_page, "c@office.example").await;
    let path = path_of(&only(&test).await);
    let test = test.with_members(Members::default());
    assert_eq!(test.post_to(&path, &[]).await.status, 404);
    assert_eq!(only(&test).await.request.contact.email.as_str(), "claire@office.example");

    let test = with_rule(MembersOnly::Inform).await;
    let own_page = test.post("groupe", &fields()).await.redirect();
    test.confirm("groupe", OLD).await;
    propose(&test, &own_page, NEW).await;
    test.post_to(&path_of(&only(&test).await), &[]).await.redirect();
    assert_eq!(only(&test).await.request.membership, Some(Membership::Inform));
}

#[tokio::test]
async fn proposals_are_limited_and_end_with_the_deadline() {
    let test = HandlerTest::new().await;
    let own_page = test.post("groupe", &fields()).await.redirect();
    for number in 0..MAX_CHANGES_A_DAY {
        assert_eq!(propose(&test, &own_page, &format!("c{number}@o.example")).await.status, 303);
    }
    // The same one again is no further proposal.
    let last = format!("c{}@o.example", MAX_CHANGES_A_DAY - 1);
    assert_eq!(propose(&test, &own_page, &last).await.status, 303);
    let refused = propose(&test, &own_page, "one-more@o.example").await;
    assert_eq!(refused.status, 429);
    assert!(refused.body.contains("refused: changed-too-often-today"), "{}", refused.body);
    // A link that was mailed before the deadline still works after it.
    let path = path_of(&only(&test).await);
    let test = test.at("2027-05-02T10:00:00Z").with_offer("groupe", |offer| {
        offer.changes_until = "2027-05-02T09:00:00Z".parse().unwrap();
    });
    for answer in [test.get(&format!("{own_page}/address")).await, propose(&test, &own_page, NEW).await] {
        assert_eq!(answer.status, 409);
        assert!(answer.body.contains("refused: too-late"), "{}", answer.body);
    }
    assert!(!test.get(&own_page).await.body.contains(">address</a>"));
    assert_eq!(test.post_to(&path, &[]).await.status, 303);
    // An ended registration has no address to confirm.
    let test = HandlerTest::new().await;
    let own_page = test.post("groupe", &fields()).await.redirect();
    propose(&test, &own_page, NEW).await;
    let path = path_of(&only(&test).await);
    test.cancel(&own_page).await;
    assert_eq!(test.post_to(&path, &[]).await.status, 404);
    assert_eq!(propose(&test, &own_page, NEW).await.status, 409);
}

#[tokio::test]
async fn one_sender_can_have_few_addresses_mailed() {
    let test = HandlerTest::new().await.with_limits(|limits| limits.searches = 3);
    let mut statuses = Vec::new();
    for number in 0..4 {
        let own_page =
            test.post("groupe", &fields_with("email", &format!("p{number}@o.example"))).await.redirect();
        let path = format!("{own_page}/address");
        let event = Event::post_to(&path, &[("email", &format!("q{number}@o.example"))]);
        statuses.push(test.send(event.from_address("192.0.2.9")).await.status);
    }
    assert_eq!(statuses, [303, 303, 303, 429]);
}

/// Someone with the link may have proposed it: the registrant can stop it as long as it can be confirmed.
#[tokio::test]
async fn a_proposal_is_withdrawn_also_after_the_deadline_and_is_no_search() {
    let test = HandlerTest::new().await.with_limits(|limits| limits.searches = 1);
    let own_page = test.post("groupe", &fields()).await.redirect();
    propose(&test, &own_page, NEW).await;
    let path = path_of(&only(&test).await);
    let test = test.at("2027-05-02T10:00:00Z").with_offer("groupe", |offer| {
        offer.changes_until = "2027-05-02T09:00:00Z".parse().unwrap();
    });
    let keep = format!("{own_page}/address/keep");
    let page = test.get(&own_page).await.body;
    assert!(page.contains(&format!("action=\"{keep}\"")) && !page.contains(">address</a>"), "{page}");
    assert_eq!(test.get(&keep).await.status, 405);
    // The limit of searches does not hold it back, and a second click has no effect.
    for _ in 0..3 {
        let sent = test.send(Event::post_to(&keep, &[]).from_address("192.0.2.9")).await;
        assert_eq!((sent.status, sent.header("location")), (303, own_page.as_str()));
    }
    assert_eq!(only(&test).await.proposed_address, None);
    assert_eq!(test.post_to(&path, &[]).await.status, 404);
    assert!(!test.get(&own_page).await.body.contains(&keep));
}

/// Of a confirmation and another one of the same address, and a confirmation and a withdrawal, each pair is settled.
#[tokio::test]
async fn confirmations_at_once_change_the_address_once() {
    let test = HandlerTest::new().await;
    let own_page = test.post("groupe", &fields()).await.redirect();
    propose(&test, &own_page, NEW).await;
    let path = path_of(&only(&test).await);
    let (one, other) = futures_util::join!(test.post_to(&path, &[]), test.post_to(&path, &[]));
    assert_eq!((one.redirect(), only(&test).await.history.len()), (other.redirect(), 2));
    let own_page = one.redirect();
    propose(&test, &own_page, "third@o.example").await;
    let path = path_of(&only(&test).await);
    let (confirmed, kept) = futures_util::join!(test.post_to(&path, &[]), propose(&test, &own_page, NEW));
    let email = only(&test).await.request.contact.email;
    assert_eq!(confirmed.status == 303, email.as_str() == "third@o.example", "{confirmed:?} {kept:?}");
    assert_eq!(only(&test).await.proposed_address, None);
    test.assert_sound("groupe").await;
}

/// The sender of the first form, such as on a shared computer, gets no link to a registration that was handed over.
#[tokio::test]
async fn a_repeated_form_does_not_open_a_registration_with_another_address() {
    let test = HandlerTest::new().await;
    let own_page = test.post("groupe", &fields()).await.redirect();
    assert_eq!(test.post("groupe", &fields()).await.redirect(), own_page);
    propose(&test, &own_page, NEW).await;
    assert_eq!(test.post("groupe", &fields()).await.redirect(), own_page);
    let new_page = test.post_to(&path_of(&only(&test).await), &[]).await.redirect();
    let again = test.post("groupe", &fields()).await.redirect();
    assert!(again != new_page && again != own_page, "{again}");
    assert!(!test.get(&again).await.body.contains(NEW));
    // A repetition of that is the second registration.
    assert_eq!(test.post("groupe", &fields()).await.redirect(), again);
    assert_eq!(test.registrations("groupe").await.len(), 2);
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn a_registration_is_found_by_its_new_address_and_not_by_the_former() {
    const WORKSHOP: &str = "exemple-renovation-energetique";
    let (catalogue, theme) = real_site();
    let test = NotifierTest::with(catalogue, theme).await;
    let more = [
        ("attendance-session-2", "online"),
        ("dejeuner", "oui"),
        ("nombre-de-repas", "2"),
        ("sujets", "chantier"),
    ];
    let path = format!("/api/workshops/{WORKSHOP}/registrations");
    let event = Event::post_to(&path, &[fields(), more.to_vec()].concat());
    test.handler.send(event.without_header("origin")).await.redirect();
    test.sweep().await.unwrap();
    let post = async |path: &str, fields: &[(&str, &str)]| {
        test.handler.send(Event::post_to(path, fields).without_header("origin")).await
    };
    let confirm = test.handler.confirm_path(&test.handler.stored(WORKSHOP, OLD).await);
    let own_page = post(&confirm, &[]).await.redirect();
    assert_eq!(post(&format!("{own_page}/address"), &[("email", NEW)]).await.status, 303);
    test.sweep().await.unwrap();
    let new_page = post(&link(&test, NEW), &[]).await.redirect();
    test.sweep().await.unwrap();
    let sent = test.mails().len();
    for email in [NEW, OLD] {
        assert_eq!(post("/api/find", &[("email", email)]).await.status, 303);
    }
    test.sweep().await.unwrap();
    let mails = test.mails().split_off(sent);
    assert_eq!(mails.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), [NEW]);
    assert!(mails[0].text.contains(&new_page), "{}", mails[0].text);
    assert_eq!(
        Email::parse(NEW).unwrap(),
        test.handler.registrations(WORKSHOP).await[0].request.contact.email
    );
}
