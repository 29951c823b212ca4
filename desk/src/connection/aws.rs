//! AWS credentials from environment variables, profiles, single sign-on and assumed roles, through AWS's own crate. The
//! Lambda functions do not need it, so only this crate depends on it.

use anyhow::{Context, anyhow};
use aws_config::{BehaviorVersion, Region};
use aws_credential_types::provider::ProvideCredentials;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use registry::config::AwsConfig;

/// Loads the region and credentials of a profile, or of the environment. They are loaded once: temporary credentials
/// last at least 15 minutes, longer than any command runs.
///
/// # Errors
///
/// Returns an error if the region or the credentials are missing.
pub(super) async fn config(profile: Option<&str>, region: Option<&str>) -> anyhow::Result<AwsConfig> {
    // Share the handler's cryptography provider; AWS's crate would compile a second one.
    let http =
        aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
    let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12()).http_client(http);
    if let Some(profile) = profile {
        loader = loader.profile_name(profile);
    }
    if let Some(region) = region {
        loader = loader.region(Region::new(region.to_owned()));
    }
    let config = loader.load().await;
    let region = config.region().context(
        "no region is set: pass `--region`, set AWS_REGION, or add it to the profile in `~/.aws/config`",
    )?;
    let none = "there are no AWS credentials; name a profile with `--profile`, sign in (`aws sso login`), or set \
                AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
    let credentials = config.credentials_provider().context(none)?;
    // The SDK's message names its own types; the fix is the same in each case.
    let credentials = credentials.provide_credentials().await.map_err(|_| anyhow!(none))?;
    let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let endpoint = variable("AWS_ENDPOINT_URL_DYNAMODB").or_else(|| variable("AWS_ENDPOINT_URL"));
    Ok(AwsConfig {
        region: region.as_ref().to_owned(),
        access_key_id: credentials.access_key_id().to_owned(),
        secret_access_key: credentials.secret_access_key().to_owned(),
        session_token: credentials.session_token().map(str::to_owned),
        endpoint,
    })
}
