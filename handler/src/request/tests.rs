use axum::body::Bytes;
use axum::extract::Request;

use super::*;

const BASE_URL: &str = "https://club.example";

async fn post(headers: &[(&str, &str)], body: impl Into<Bytes>) -> Result<Submission, Unacceptable> {
    let mut request = Request::builder().method("POST").uri("/");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (parts, body) = request.body(Body::from(body.into())).unwrap().into_parts();
    read_form(&parts.headers, body, BASE_URL, MAX_BODY_LENGTH).await
}

async fn form(body: impl Into<Bytes>) -> Result<Submission, Unacceptable> {
    post(&[("content-type", "application/x-www-form-urlencoded")], body).await
}

#[tokio::test]
async fn fields_are_pairs_in_order_and_may_be_repeated() {
    let submission = form("a=1&b=x+y%2Bz&a=2&c&=d&&e=%C3%A9").await.unwrap();
    assert_eq!(submission.values("a").collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(submission.value("b"), "x y+z");
    assert_eq!(submission.value("c"), "");
    assert_eq!(submission.value(""), "d");
    assert_eq!(submission.value("e"), "é");
    assert_eq!(form("").await, Ok(Submission::default()));
}

#[tokio::test]
async fn invalid_encodings_are_refused_and_not_repaired() {
    for body in [
        &b"a=%"[..],
        b"a=%4",
        b"a=%zz",
        b"a=%%41",
        b"a=%+1",
        b"a=\xff",
        b"a=%FF",
        b"a=%C3&b=%A9",
        b"%ED%A0%80=1",
    ] {
        assert_eq!(form(body.to_vec()).await, Err(Unacceptable::Malformed), "{}", body.escape_ascii());
    }
}

#[tokio::test]
async fn only_urlencoded_forms_are_accepted() {
    for accepted in ["application/x-www-form-urlencoded", "Application/X-WWW-Form-urlencoded ; charset=UTF-8"]
    {
        assert!(post(&[("content-type", accepted)], "a=1").await.is_ok(), "{accepted}");
    }
    for refused in [
        "",
        "text/plain",
        "application/json",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded2",
    ] {
        let result = post(&[("content-type", refused)], "a=1").await;
        assert_eq!(result, Err(Unacceptable::MediaType), "{refused}");
    }
    assert_eq!(post(&[], "a=1").await, Err(Unacceptable::MediaType));
}

#[tokio::test]
async fn posts_longer_than_64_kib_are_refused() {
    assert!(form("a".repeat(65_536)).await.is_ok());
    assert_eq!(form("a".repeat(65_537)).await, Err(Unacceptable::TooLarge));
    // The announced length suffices for a refusal, so the body need not be read.
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("content-length", "10485760")];
    assert_eq!(post(&headers, "").await, Err(Unacceptable::TooLarge));
}

#[tokio::test]
async fn pages_of_other_sites_cannot_post() {
    let urlencoded = ("content-type", "application/x-www-form-urlencoded");
    let host = ("host", "127.0.0.1:4000");
    for own in [
        ("origin", "https://club.example"),
        ("origin", "http://127.0.0.1:4000"),
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-site", "none"),
    ] {
        assert!(post(&[urlencoded, host, own], "").await.is_ok(), "{own:?}");
    }
    for foreign in [
        ("origin", "https://evil.example"),
        ("origin", "https://club.example.evil.example"),
        ("origin", "http://club.example"),
        ("origin", "http://127.0.0.1:4001"),
        ("origin", "127.0.0.1:4000"),
        ("origin", ""),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
    ] {
        let result = post(&[urlencoded, host, foreign], "").await;
        assert_eq!(result, Err(Unacceptable::ForeignOrigin), "{foreign:?}");
    }
    // Privacy tools hide our own origin, whereas a sandboxed frame or a local file has no origin.
    for (site, accepted) in
        [("same-origin", true), ("same-site", false), ("cross-site", false), ("none", false)]
    {
        let headers = [urlencoded, host, ("origin", "null"), ("sec-fetch-site", site)];
        assert_eq!(post(&headers, "").await.is_ok(), accepted, "{site}");
    }
}
