//! `editor` in `site.yaml`: the web editor at `/admin/`, and the repository to which it writes.

use std::ops::RangeInclusive;

use diagnostics::{message, phrase};
use yaml::shape::TextKind;
use yaml::{Fields, Form, Node, Reader};

use super::origin;

/// The maximum depth of a path, far above any that is used.
const MOST_NAMES: usize = 20;

/// The form of a repository's name: owner and name, on GitLab also groups between them.
const REPOSITORY: Form =
    Form { name: "repository", pattern: "[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)+" };

/// The form of the path of a folder or of a branch's name. It excludes `..`, `.git` and options of commands.
const NAMES: Form =
    Form { name: "name", pattern: "[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*" };

/// The form of an OAuth application's identifier.
const APPLICATION: Form = Form { name: "application", pattern: "[A-Za-z0-9_][A-Za-z0-9_.-]*" };

/// The web editor of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor {
    /// The service that hosts the repository.
    pub host: Host,
    /// The origin of the service, such as `https://git.club.example`; `None` for the public one.
    pub server: Option<String>,
    /// Owner and name of the repository.
    pub repository: String,
    /// The branch from which the site is published; `None` for the repository's default.
    pub branch: Option<String>,
    /// The folder of the repository that contains `content`; `None` for its root.
    pub folder: Option<String>,
    /// How editors sign in besides with an access token.
    pub sign_in: Option<SignIn>,
    /// Whether changes are drafts that are reviewed before they are published.
    pub is_reviewed: bool,
}

/// A service that hosts repositories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// GitHub
    GitHub,
    /// GitLab
    GitLab,
    /// Gitea, or Forgejo, which has the same interface
    Gitea,
}

/// How editors sign in with OAuth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// A service that keeps the secret of an OAuth application, by its origin. GitHub requires one.
    Service(String),
    /// The identifier of an OAuth application without a secret.
    Application(String),
}

const HOSTS: &[(&str, Host)] =
    &[("github", Host::GitHub), ("gitlab", Host::GitLab), ("gitea", Host::Gitea), ("forgejo", Host::Gitea)];

/// What depends on the service.
struct OfHost {
    server: Option<String>,
    sign_in: Option<SignIn>,
    is_reviewed: bool,
}

/// Reads `editor`.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> Option<Editor> {
    let mut fields = reader.fields(node)?;
    let host = fields.by_keyword(reader, "host", HOSTS, None, |reader, fields, host| {
        (host, of_host(reader, fields, host))
    });
    let repository = fields.required(reader, "repository", form(&REPOSITORY, 2..=MOST_NAMES, "club/site"));
    let branch = fields.optional(reader, "branch", form(&NAMES, 1..=MOST_NAMES, "main"));
    let folder = fields.optional(reader, "folder", form(&NAMES, 1..=MOST_NAMES, "site"));
    fields.finish(reader);
    let (host, OfHost { server, sign_in, is_reviewed }) = host?;
    Some(Editor { host, server, repository: repository?, branch, folder, sign_in, is_reviewed })
}

fn of_host(reader: &mut Reader<'_>, fields: &mut Fields<'_>, host: Host) -> OfHost {
    let server = match host {
        Host::GitHub | Host::GitLab => fields.optional(reader, "server", origin::read),
        Host::Gitea => fields.required(reader, "server", origin::read),
    };
    let sign_in = match host {
        Host::GitHub => fields.optional(reader, "sign_in", origin::read).map(SignIn::Service),
        Host::GitLab | Host::Gitea => {
            let application = form(&APPLICATION, 1..=1, "0123456789abcdef");
            fields.optional(reader, "application", application).map(SignIn::Application)
        }
    };
    let is_reviewed = match host {
        Host::GitHub | Host::GitLab => fields.optional(reader, "review", yaml::boolean).unwrap_or(true),
        Host::Gitea => false,
    };
    OfHost { server, sign_in, is_reviewed }
}

/// Reads a text of a form: as many names as in `count`, with slashes between them. `example` is one.
fn form(
    form: &'static Form,
    count: RangeInclusive<usize>,
    example: &'static str,
) -> impl Fn(&mut Reader<'_>, &Node) -> Option<String> {
    move |reader, node| {
        let text = yaml::text_as(reader, node, TextKind::Form(form))?;
        if text.split('/').all(is_name) && count.contains(&text.split('/').count()) {
            return Some(text);
        }
        let message = message! {
            InvalidRepository,
            en: "`{text}` is not valid here",
            fr: "`{text}` n’est pas valable ici",
        };
        let hint = phrase! { en: "write it like `{example}`", fr: "écrivez par exemple `{example}`" };
        reader.refuse(&node.span, message, hint);
        None
    }
}

fn is_name(text: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    let is_first = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    text.as_bytes().first().is_some_and(is_first) && text.bytes().all(is_inner)
}
