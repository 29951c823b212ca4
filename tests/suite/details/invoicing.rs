//! The organiser marks a registration as invoiced: from then on, the registrant cannot change the invoice.

use model::registration::Author;
use model::status::Status;
use tests::desk::{DeskTest, registration};
use tests::handler::HandlerTest;
use tests::notifier::{NotifierTest, records, registration_key};
use view::registration::own_path;

use super::{Sent, form, registered, with_question};

/// Returns a desk and a handler with the same table and workshops.
async fn both() -> (DeskTest, HandlerTest) {
    let desk = DeskTest::new().await;
    let handler = HandlerTest::on(desk.table());
    (desk, handler)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invoiced_registration_keeps_its_invoice() {
    let (desk, test) = both().await;
    let registration = registration("proximite", 1, 1, desk.offer("proximite"));
    desk.register(&registration).await;
    let (own_page, reference) = (own_path(&registration), registration.id.reference());
    let open = form(&test, &own_page).await;

    let output = desk.ok(&["invoice", reference, "--yes"]).await;
    assert!(
        output.contains("can no longer change the invoice") && output.contains("It is marked."),
        "{output}"
    );
    assert!(desk.ok(&["invoice", reference]).await.contains("It is marked as invoiced already."));
    let shown = desk.ok(&["show", reference]).await;
    assert!(shown.contains("Invoiced ") && shown.contains("invoice by organiser: confirmed"), "{shown}");

    let page = test.get(&own_page).await.body;
    assert!(page.contains("invoiced: ") && page.contains("history: invoice by organiser, 1"), "{page}");
    let question = test.get(&format!("{own_page}/cancel")).await.body;
    assert!(question.contains("invoiced: "), "{question}");
    assert!(!form(&test, &own_page).await.names().contains(&"billing-city"));
    let before = test.registrations("proximite").await;
    let late = open.clone().with("purchase-order", "BC 1").post(&test, &own_page).await;
    assert_eq!(late.status, 409);
    assert!(
        late.body.contains("refused: part-closed") && late.body.contains("value=\"BC 1\""),
        "{}",
        late.body
    );
    assert_eq!(test.registrations("proximite").await, before);
    assert_eq!(open.clone().with("function", "Cheffe").post(&test, &own_page).await.status, 303);

    assert!(desk.ok(&["invoice", "--undo", reference, "--yes"]).await.contains("The mark is gone."));
    let again = form(&test, &own_page).await.with("purchase-order", "BC 1");
    assert_eq!(again.post(&test, &own_page).await.status, 303);
    let stored = test.registrations("proximite").await.remove(0);
    assert_eq!(stored.invoiced, None);
    let events: Vec<_> = stored.history.iter().skip(1).map(|it| (it.event.as_str(), it.by)).collect();
    let (organiser, registrant) = (Some(Author::Organiser), Some(Author::Registrant));
    let expected = [
        ("invoice", organiser),
        ("change-details", registrant),
        ("reopen-invoice", organiser),
        ("change-details", registrant),
    ];
    assert_eq!(events, expected);

    desk.ok(&["invoice", reference, "--yes"]).await;
    desk.ok(&["cancel", reference, "--yes"]).await;
    // It was marked before it was cancelled, which may be wrong now.
    assert!(desk.ok(&["invoice", "--undo", reference, "--yes"]).await.contains("The mark is gone."));
    let stored = test.registrations("proximite").await.remove(0);
    assert_eq!((stored.invoiced, stored.status), (None, Status::Cancelled));
    let over = desk.error(&["invoice", reference, "--yes"]).await;
    assert!(over.contains("only a pending or confirmed registration is invoiced"), "{over}");
}

/// Its address is not confirmed yet, so it may lapse.
#[tokio::test(flavor = "multi_thread")]
async fn an_unconfirmed_registration_is_not_invoiced() {
    let (desk, test) = both().await;
    let registration = registration("confirme", 1, 1, desk.offer("confirme"));
    desk.register(&registration).await;
    assert_eq!(test.registrations("confirme").await[0].status, Status::Unconfirmed);
    let refused = desk.error(&["invoice", registration.id.reference(), "--yes"]).await;
    assert!(refused.contains("only a pending or confirmed registration is invoiced"), "{refused}");
    assert_eq!(test.registrations("confirme").await[0].invoiced, None);
}

/// A page that was loaded before, and a post that the handler read before: the store decides.
#[tokio::test]
async fn an_invoice_that_is_written_at_the_same_time_stays_as_it_is() {
    let test = with_question(HandlerTest::new().await);
    let own_page = registered(&test).await;
    let read = test.registrations("groupe").await.remove(0);
    let sent = form(&test, &own_page).await.with("purchase-order", "BC 1");
    let (marked, answer) =
        futures_util::join!(test.set_invoiced("groupe", &read, true), sent.post(&test, &own_page));
    assert_eq!(marked, registry::Transitioned::Done);
    let stored = test.registrations("groupe").await.remove(0);
    let is_changed = stored.request.billing.purchase_order.is_some();
    assert_eq!(answer.status, if is_changed { 303 } else { 409 }, "{}", answer.body);
    let events: Vec<_> = stored.history.iter().skip(1).map(|entry| entry.event.as_str()).collect();
    let expected: &[&str] = if is_changed { &["change-details", "invoice"] } else { &["invoice"] };
    assert_eq!(events, expected);
}

/// The registrant is mailed about a change of the invoice, and not about the mark.
#[tokio::test]
async fn a_change_is_mailed_and_a_mark_is_not() {
    let test = NotifierTest::new().await;
    let own_page = registered(&test.handler).await;
    test.stream("groupe").await;
    let sent = form(&test.handler, &own_page).await.with("purchase-order", "BC 1");
    assert_eq!(sent.post(&test.handler, &own_page).await.status, 303);
    let read = test.handler.registrations("groupe").await.remove(0);
    test.send(records("groupe", &[registration_key(&read)])).await.unwrap();
    let mails = test.mails().len();
    assert_eq!(mails, 2);
    test.handler.set_invoiced("groupe", &read, true).await;
    test.send(records("groupe", &[registration_key(&read)])).await.unwrap();
    assert_eq!(test.mails().len(), mails);

    // The mail about a later cancellation must not promise that there is no invoice.
    assert_eq!(test.handler.post_to(&format!("{own_page}/cancel"), &[]).await.status, 303);
    test.send(records("groupe", &[registration_key(&read)])).await.unwrap();
    let texts: Vec<_> = test.mails().into_iter().map(|mail| mail.text).collect();
    let invoiced: Vec<_> =
        texts.iter().map(|text| text.lines().next().unwrap().ends_with(" invoiced")).collect();
    assert_eq!(invoiced, [false, false, true], "{texts:?}");
}

/// Fields of the form that were not asked are ignored.
#[tokio::test]
async fn other_fields_change_nothing() {
    let test = with_question(HandlerTest::new().await);
    let own_page = registered(&test).await;
    let before = test.registrations("groupe").await;
    let mut sent = form(&test, &own_page).await;
    let others =
        [("email", "other@office.example"), ("fee", "non-adherent"), ("participant-2-given-name", "Zoe")];
    sent.0.extend(others.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let Sent(fields) = &sent;
    assert!(fields.len() > others.len());
    assert_eq!(sent.post(&test, &own_page).await.status, 303);
    assert_eq!(test.registrations("groupe").await, before);
}
