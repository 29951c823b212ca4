//! Access to the preview's database: a page in the browser or another user of the machine gets nothing.

use tests::program::{PreviewProcess, RawAnswer, raw};
use tests::project::SiteCopy;

use super::{EMAIL, POST, endpoint, register};

const SCAN: &str = r#"{"TableName":"ateliers"}"#;

/// A request like the SDK's, with some lines replaced.
struct RawRequest<'a> {
    method: &'a str,
    target: &'a str,
    host: &'a str,
    token: &'a str,
    media_type: &'a str,
    more: &'a str,
}

impl RawRequest<'_> {
    fn at(&self, address: &str) -> RawAnswer {
        let RawRequest { method, target, host, token, media_type, more } = self;
        let credential = format!(
            "AWS4-HMAC-SHA256 Credential={token}/20221115/eu-west-3/dynamodb/aws4_request, \
             SignedHeaders=host;x-amz-date, Signature={:064}",
            0
        );
        raw(
            address,
            &format!(
                "{method} {target} HTTP/1.1\r\nHost: {host}\r\nAuthorization: {credential}\r\n\
                 X-Amz-Target: DynamoDB_20120810.Scan\r\nX-Amz-Date: 20221115T120000Z\r\n\
                 Content-Type: {media_type}\r\n{more}Connection: close\r\nContent-Length: {}\r\n\r\n{SCAN}",
                SCAN.len()
            ),
        )
    }
}

#[test]
fn only_programs_with_the_token_of_this_run_are_answered() {
    let site = SiteCopy::new();
    let preview = PreviewProcess::start(site.root(), &[]);
    register(&preview);
    let (address, token) = endpoint(&site);
    let right = || RawRequest {
        method: "POST",
        target: "/",
        host: &address,
        token: &token,
        media_type: "application/x-amz-json-1.0",
        more: "",
    };
    let answer = right().at(&address);
    assert!(answer.status == 200 && answer.body.contains(EMAIL), "{answer:?}");

    let port = address.rsplit_once(':').unwrap().1;
    let foreign = format!("evil.example:{port}");
    let named = format!("localhost:{port}");
    let absolute = format!("http://evil.example:{port}/");
    let wrong = "0".repeat(token.len());
    let origin = format!("Origin: http://{address}\r\n");
    let two = format!("Host: evil.example:{port}\r\n");
    for (case, request) in [
        ("another token", RawRequest { token: &wrong, ..right() }),
        ("a prefix of the token", RawRequest { token: &token[..32], ..right() }),
        ("no token", RawRequest { token: "", ..right() }),
        ("the emulator's key", RawRequest { token: "emulator", ..right() }),
        ("a page", RawRequest { more: "Origin: https://evil.example\r\n", ..right() }),
        ("a page of this machine", RawRequest { more: &origin, ..right() }),
        ("a page without origin", RawRequest { more: "Origin: null\r\n", ..right() }),
        ("a browser", RawRequest { more: "Sec-Fetch-Site: none\r\n", ..right() }),
        ("a foreign name of this machine", RawRequest { host: &foreign, ..right() }),
        ("another name", RawRequest { host: &named, ..right() }),
        ("no port", RawRequest { host: "127.0.0.1", ..right() }),
        ("two names", RawRequest { more: &two, ..right() }),
        ("another name in the request line", RawRequest { target: &absolute, ..right() }),
        ("a form's type", RawRequest { media_type: "text/plain", ..right() }),
        ("a preflight", RawRequest { method: "OPTIONS", ..right() }),
        ("a read", RawRequest { method: "GET", ..right() }),
        ("a put", RawRequest { method: "PUT", ..right() }),
        ("another path", RawRequest { target: "/x", ..right() }),
        ("a token in the path", RawRequest { target: "/?X-Amz-Credential=x", token: "", ..right() }),
    ] {
        let answer = request.at(&address);
        assert!((400..500).contains(&answer.status), "{case}: {answer:?}");
        assert!(!answer.head.contains("access-control"), "{case}: {answer:?}");
        assert!(!answer.body.contains(EMAIL), "{case}: {answer:?}");
    }
    let preflight = format!(
        "OPTIONS / HTTP/1.1\r\nHost: {address}\r\nOrigin: https://evil.example\r\n\
         Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: x-amz-target\r\n\
         Connection: close\r\n\r\n"
    );
    let answer = raw(&address, &preflight);
    assert!(answer.status == 403 && !answer.head.contains("access-control"), "{answer:?}");
}

/// No other port of the program gives a stranger an item.
#[cfg(target_os = "linux")]
#[test]
fn only_the_site_and_the_door_listen() {
    let site = SiteCopy::new();
    let preview = PreviewProcess::start(site.root(), &[]);
    register(&preview);
    let mut ports = listening(preview.id());
    ports.sort_unstable();
    let (door, _) = endpoint(&site);
    let mut known = [preview.address.clone(), door]
        .map(|address| address.rsplit_once(':').unwrap().1.parse::<u16>().unwrap());
    known.sort_unstable();
    assert_eq!(ports, known, "only the ports of the site and the door");
    for port in ports {
        let address = format!("127.0.0.1:{port}");
        let request = RawRequest {
            method: "POST",
            target: "/",
            host: &address,
            token: "emulator",
            media_type: "application/x-amz-json-1.0",
            more: "",
        };
        let answer = request.at(&address);
        assert!(answer.status >= 400 && !answer.body.contains(EMAIL), "{port}: {answer:?}");
    }
}

/// Returns the ports that a process listens on.
#[cfg(target_os = "linux")]
fn listening(process: u32) -> Vec<u16> {
    let folder = format!("/proc/{process}/fd");
    let sockets: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .filter_map(|entry| {
            let link = std::fs::read_link(entry.unwrap().path()).ok()?;
            let inode = link.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?;
            Some(inode.to_owned())
        })
        .collect();
    let mut ports = Vec::new();
    for table in ["tcp", "tcp6"] {
        let Ok(table) = std::fs::read_to_string(format!("/proc/{process}/net/{table}")) else { continue };
        for line in table.lines().skip(1) {
            let parts: Vec<_> = line.split_whitespace().collect();
            if parts[3] == "0A" && sockets.iter().any(|inode| inode == parts[9]) {
                ports.push(u16::from_str_radix(parts[1].rsplit_once(':').unwrap().1, 16).unwrap());
            }
        }
    }
    ports
}

#[test]
fn the_pages_with_personal_data_are_for_people_and_not_for_other_sites() {
    let site = SiteCopy::new();
    let preview = PreviewProcess::start(site.root(), &[]);
    register(&preview);
    let list = preview.get(preview::OUTBOX_PATH);
    let start = format!(r#"<a href="{}/"#, preview::OUTBOX_PATH);
    let mail = list.split_once(&start).unwrap().1.split_once('"').unwrap().0;
    let mail = format!("{}/{mail}", preview::OUTBOX_PATH);
    let (address, port) = (&preview.address, preview.address.rsplit_once(':').unwrap().1);
    let get = |path: &str, host: &str, more: &str| {
        raw(address, &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{more}Connection: close\r\n\r\n"))
    };
    for path in [preview::REGISTRATIONS_PATH, preview::OUTBOX_PATH, &mail, &format!("{mail}/source")] {
        let answer = get(path, address, "");
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        assert!(answer.head.contains("cross-origin-resource-policy: same-origin"), "{path}: {answer:?}");
        assert!(answer.head.contains("x-frame-options: deny"), "{path}: {answer:?}");
        for host in [format!("evil.example:{port}"), format!("127.0.0.1.evil.example:{port}"), "x".to_owned()]
        {
            assert_eq!(get(path, &host, "").status, 421, "{path} at {host}");
        }
        let two = format!("Host: evil.example:{port}\r\n");
        assert!([400, 421].contains(&get(path, address, &two).status), "{path} with two hosts");
        let absolute = format!("http://evil.example:{port}{path}");
        assert_eq!(get(&absolute, address, "").status, 421, "{path} in an absolute address");
        for (more, status) in [
            ("Origin: https://evil.example\r\n", 403),
            ("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: script\r\n", 403),
            ("Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n", 403),
            ("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n", 403),
            ("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n", 200),
            ("Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n", 200),
        ] {
            let answer = get(path, address, more);
            assert_eq!(answer.status, status, "{path}, {more}: {answer:?}");
            assert!(!answer.head.contains("access-control"), "{path}: {answer:?}");
        }
    }
    let foreign = format!(
        "POST {POST} HTTP/1.1\r\nHost: {address}\r\nOrigin: https://evil.example\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\n\r\n"
    );
    assert_eq!(raw(address, &foreign).status, 403, "posts from another site are rejected");
}
