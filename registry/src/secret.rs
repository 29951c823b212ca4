//! Reads a secret from AWS Secrets Manager with one signed request. The SDK's crate for that service would make each function
//! a twenty-fifth larger, for one call; docs/decisions/082 has figures.

use std::time::{Duration, UNIX_EPOCH};

use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningParams, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::identity::Identity;
use http::Request;
use http::header::CONTENT_TYPE;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use crate::config::{AwsConfig, Secret};
use crate::deadline::Deadline;
use crate::failure::{Backoff, is_throttling};
use crate::http::{HttpClient, HttpError};

/// The longest wait for one answer; usually it takes some 20 ms.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(2);

/// The longest wait for all attempts. Lambda stops a start after ten seconds.
const PATIENCE: Duration = Duration::from_secs(6);

/// The call, and the format of its body, as the SDK sends them.
const TARGET: &str = "secretsmanager.GetSecretValue";
const FORMAT: &str = "application/x-amz-json-1.1";

/// The reason why a secret cannot be read. It never contains the secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot read the secret `{id}`: {reason}; {}", self.advice())]
pub struct SecretError {
    id: String,
    /// The error code of Secrets Manager, or the kind of network problem.
    reason: String,
}

/// The answer of Secrets Manager.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SecretValue {
    secret_string: Option<String>,
}

/// The error in the answer of Secrets Manager.
#[derive(Deserialize)]
struct ServiceError {
    #[serde(rename = "__type")]
    kind: String,
}

impl Secret {
    /// Returns the current value, after some attempts if the service is busy or does not answer.
    ///
    /// # Errors
    ///
    /// [`SecretError`] if it is not there, not allowed, or not answered in time.
    pub(crate) async fn read(
        &self,
        aws: &AwsConfig,
        client: &HttpClient,
        now: Timestamp,
    ) -> Result<String, SecretError> {
        let request = self.request(aws, now)?;
        let mut backoff = Backoff::until(Deadline::after(PATIENCE));
        loop {
            let answer = client.send(request.clone(), ATTEMPT_TIMEOUT).await;
            let (reason, may_work_later) = match answer {
                Ok(answer) if answer.status().is_success() => return self.value(answer.body()),
                Ok(answer) => {
                    let reason = code(answer.body());
                    let later = answer.status().is_server_error() || is_throttling(&reason);
                    (reason, later)
                }
                Err(error) => (error.to_string(), error != HttpError::Request),
            };
            if !may_work_later || backoff.pause().await.is_err() {
                return Err(self.error(reason));
            }
        }
    }

    fn request(&self, aws: &AwsConfig, now: Timestamp) -> Result<Request<String>, SecretError> {
        let own = || format!("https://secretsmanager.{}.amazonaws.com", aws.region);
        // A signature covers the path, which is never empty.
        let url = self.endpoint.clone().unwrap_or_else(own).trim_end_matches('/').to_owned() + "/";
        let body = json!({ "SecretId": self.id }).to_string();
        let headers = [(CONTENT_TYPE.as_str(), FORMAT), ("x-amz-target", TARGET)];
        let invalid = || self.error("request".to_owned());
        let identity: Identity = aws.credentials().into();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(&aws.region)
            .name("secretsmanager")
            .time(UNIX_EPOCH + Duration::from_secs(now.as_second().unsigned_abs()))
            .settings(SigningSettings::default())
            .build()
            .expect("every parameter is given");
        let parameters = SigningParams::from(parameters);
        let signable =
            SignableRequest::new("POST", &url, headers.into_iter(), SignableBody::Bytes(body.as_bytes()));
        let (signature, _) =
            signable.and_then(|signable| sign(signable, &parameters)).map_err(|_| invalid())?.into_parts();
        let mut request = Request::post(url);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let mut request = request.body(body).map_err(|_| invalid())?;
        signature.apply_to_request_http1x(&mut request);
        Ok(request)
    }

    fn value(&self, body: &[u8]) -> Result<String, SecretError> {
        let value = serde_json::from_slice(body).ok().and_then(|SecretValue { secret_string }| secret_string);
        value.ok_or_else(|| self.error("response".to_owned()))
    }

    fn error(&self, reason: String) -> SecretError {
        SecretError { id: self.id.clone(), reason }
    }
}

/// Returns the code of an error, which may be preceded by a namespace.
fn code(body: &[u8]) -> String {
    let error: Option<ServiceError> = serde_json::from_slice(body).ok();
    let kind = error.map(|ServiceError { kind }| kind);
    kind.map_or("unknown".to_owned(), |kind| kind.rsplit('#').next().unwrap_or_default().to_owned())
}

impl SecretError {
    fn advice(&self) -> &'static str {
        match self.reason.as_str() {
            "AccessDeniedException" => {
                "allow the role of the function `secretsmanager:GetSecretValue` for this secret"
            }
            "ResourceNotFoundException" => {
                "ATELIERS_IDENTIFIER_KEY_SECRET must be the ARN of a secret in the region of the function"
            }
            // What Secrets Manager answers about a secret that is scheduled for deletion.
            "InvalidRequestException" => {
                "if it was deleted, restore it with `aws secretsmanager restore-secret`"
            }
            "DecryptionFailure" => "allow the role of the function `kms:Decrypt` for the key of the secret",
            "response" => "it must be a text, and not binary",
            "timeout" | "connection" => "Secrets Manager does not answer; the next start tries again",
            _ => "see the documentation of `GetSecretValue`",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The signature was computed by botocore 1.43 for the same request.
    #[test]
    fn the_request_is_signed_as_by_the_sdk_for_python() {
        let secret = Secret { id: "key".to_owned(), endpoint: None };
        let aws = AwsConfig {
            session_token: Some("token".to_owned()),
            endpoint: None,
            ..AwsConfig::emulator("http://127.0.0.1")
        };
        let request = secret.request(&aws, "2027-05-01T12:00:00Z".parse().unwrap()).unwrap();
        let header = |name: &str| request.headers()[name].to_str().unwrap();
        assert_eq!(request.uri(), "https://secretsmanager.eu-west-3.amazonaws.com/");
        assert_eq!(header("x-amz-date"), "20270501T120000Z");
        assert_eq!(header("x-amz-security-token"), "token");
        assert_eq!(
            header("authorization"),
            "AWS4-HMAC-SHA256 Credential=emulator/20270501/eu-west-3/secretsmanager/aws4_request, \
             SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, \
             Signature=4e95b0b126bdeb255ef5d7390ac70f2d8e122478a4d9d711046ad81c5d6d566a"
        );
        assert_eq!(request.body(), r#"{"SecretId":"key"}"#);
    }

    #[test]
    fn errors_name_the_secret_and_the_fix() {
        let secret = Secret { id: "key".to_owned(), endpoint: None };
        let denied = br#"{"__type":"com.amazonaws.secretsmanager#AccessDeniedException","Message":"denied"}"#;
        let error = secret.error(code(denied)).to_string();
        assert!(error.starts_with("cannot read the secret `key`: AccessDeniedException; allow"), "{error}");
        assert_eq!(code(b"not JSON"), "unknown");
        assert_eq!(secret.value(br#"{"SecretBinary":"AA=="}"#).unwrap_err().reason, "response");
        assert_eq!(secret.value(br#"{"SecretString":"value"}"#).unwrap(), "value");
    }
}
