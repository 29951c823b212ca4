//! The repository of the content: what Sveltia CMS has to know of it, and the hosts that its browser requests.

use content::config::{Editor, Host, SignIn};
use serde::Serialize;

/// The repository, as Sveltia CMS's `backend`.
#[derive(Debug, Serialize)]
pub(crate) struct Repository<'a> {
    name: &'static str,
    repo: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    branch: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_root: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    app_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_type: Option<&'static str>,
    /// Without OAuth only access tokens: the default would be a service of Netlify.
    auth_methods: &'static [&'static str],
}

impl Repository<'_> {
    /// Returns the repository of an editor.
    pub(crate) fn of(editor: &Editor) -> Repository<'_> {
        let Editor { host, server, repository, branch, sign_in, .. } = editor;
        let (name, api) = match host {
            Host::GitHub => ("github", "/api/v3"),
            Host::GitLab => ("gitlab", "/api/v4"),
            Host::Gitea => ("gitea", "/api/v1"),
        };
        Repository {
            name,
            repo: repository,
            branch: branch.as_deref(),
            api_root: server.as_ref().map(|server| format!("{server}{api}")),
            base_url: match (sign_in, host) {
                (Some(SignIn::Service(service)), _) => Some(service.clone()),
                (_, Host::GitHub) => None,
                _ => server.clone(),
            },
            app_id: match sign_in {
                Some(SignIn::Application(id)) => Some(id),
                _ => None,
            },
            auth_type: (*host == Host::GitLab && sign_in.is_some()).then_some("pkce"),
            auth_methods: if sign_in.is_some() { &["oauth", "token"] } else { &["token"] },
        }
    }
}

/// Hosts that the editor uses, as sources of a content security policy with spaces between them.
#[derive(Debug)]
pub(crate) struct Hosts {
    /// Those that the script requests.
    pub(crate) requests: String,
    /// Those of the portraits of editors.
    pub(crate) pictures: String,
}

impl Hosts {
    /// Returns the hosts of an editor.
    pub(crate) fn of(editor: &Editor) -> Hosts {
        let (requests, pictures) = match (&editor.server, editor.host) {
            (Some(server), _) => (server.as_str(), server.as_str()),
            (None, Host::GitHub) => ("https://api.github.com", "https://avatars.githubusercontent.com"),
            (None, Host::GitLab | Host::Gitea) => ("https://gitlab.com", "https://gitlab.com"),
        };
        Hosts { requests: requests.to_owned(), pictures: pictures.to_owned() }
    }
}
