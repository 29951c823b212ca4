//! The routes on which registrants change participants, details and the e-mail address.

use axum::response::{IntoResponse, Response};
use model::submission::Submission;
use view::registration::DetailsOf;

use crate::details::DetailsAddress;
use crate::error::AppResult;
use crate::extract::own_registration::{
    AddressLink, OwnRegistration, ParticipantAddress, RegistrationAddress,
};
use crate::extract::post::Post;
use crate::own_registration::OwnRegistrationError;
use crate::reply::Reply;
use crate::{additions, address_change, details, participants, response};

pub(super) async fn ask_to_change(own: OwnRegistration) -> Result<Reply, OwnRegistrationError> {
    let form = participants::ask(&own)?;
    Ok(response::participants::ask(&own, &form)?)
}

pub(super) async fn change(Post { about: address, submission }: Post<RegistrationAddress>) -> Response {
    match participants::change(&address, &submission).await {
        Ok(changed) => {
            let own = &changed.own;
            response::own_registration::see(&own.registration, changed.result).into_response()
        }
        Err(error) => response::participants::not_changed(&address, &submission, error),
    }
}

pub(super) async fn ask_to_add(own: OwnRegistration) -> Result<Reply, OwnRegistrationError> {
    let form = additions::ask(&own)?;
    Ok(response::additions::ask(&own, &form)?)
}

pub(super) async fn add(Post { about: address, submission }: Post<RegistrationAddress>) -> Response {
    match additions::add(&address, &submission).await {
        Ok(changed) => {
            let own = &changed.own;
            response::own_registration::see(&own.registration, changed.result).into_response()
        }
        Err(error) => response::additions::not_added(&address, &submission, error),
    }
}

pub(super) async fn ask_for_details(address: RegistrationAddress) -> Response {
    ask_for(DetailsAddress { address, of: DetailsOf::Registration }).await
}

pub(super) async fn change_details(
    Post { about: address, submission }: Post<RegistrationAddress>,
) -> Response {
    change_part(DetailsAddress { address, of: DetailsOf::Registration }, &submission).await
}

pub(super) async fn ask_for_sessions(ParticipantAddress { address, number }: ParticipantAddress) -> Response {
    ask_for(DetailsAddress { address, of: DetailsOf::Participant(number) }).await
}

pub(super) async fn change_sessions(
    Post { about: ParticipantAddress { address, number }, submission }: Post<ParticipantAddress>,
) -> Response {
    change_part(DetailsAddress { address, of: DetailsOf::Participant(number) }, &submission).await
}

pub(super) async fn ask_for_own_sessions(address: RegistrationAddress) -> Response {
    ask_for(DetailsAddress { address, of: DetailsOf::OwnParticipation }).await
}

pub(super) async fn change_own_sessions(
    Post { about: address, submission }: Post<RegistrationAddress>,
) -> Response {
    change_part(DetailsAddress { address, of: DetailsOf::OwnParticipation }, &submission).await
}

async fn ask_for(address: DetailsAddress) -> Response {
    let asked = details::ask(&address).await;
    let reply = asked.and_then(|asked| response::details::ask(address.of, &asked));
    match reply {
        Ok(reply) => reply.into_response(),
        Err(error) => response::details::not_changed(&address, &Submission::default(), error),
    }
}

async fn change_part(address: DetailsAddress, submission: &Submission) -> Response {
    match details::change(&address, submission).await {
        Ok((opened, result)) => response::details::see(&opened, result).into_response(),
        Err(error) => response::details::not_changed(&address, submission, error),
    }
}

pub(super) async fn ask_for_address(own: OwnRegistration) -> Result<Reply, OwnRegistrationError> {
    let form = address_change::ask(&own)?;
    Ok(response::address_change::ask(&own, &form)?)
}

pub(super) async fn propose_address(Post { about: own, submission }: Post<OwnRegistration>) -> Response {
    match address_change::propose(&own, &submission).await {
        Ok(result) => response::own_registration::see(&own.registration, result).into_response(),
        Err(error) => response::address_change::not_proposed(&own, &submission, error),
    }
}

/// Withdraws a proposed address; the form has only a button, so its fields are ignored.
pub(super) async fn keep_address(
    Post { about: own, .. }: Post<OwnRegistration>,
) -> Result<Reply, OwnRegistrationError> {
    let result = address_change::keep(&own).await?;
    Ok(response::own_registration::see(&own.registration, result))
}

pub(super) async fn ask_to_confirm_address(link: AddressLink) -> AppResult<Reply> {
    match &link.proposed {
        Some(proposed) => response::address_change::ask_to_confirm(&link, proposed),
        None => Ok(response::address_change::see_changed(&link, &address_change::confirm(&link).await?)),
    }
}

/// Confirms the address; the form has only a button, so its fields are ignored.
pub(super) async fn confirm_address(Post { about: link, .. }: Post<AddressLink>) -> AppResult<Reply> {
    let changed = address_change::confirm(&link).await?;
    Ok(response::address_change::see_changed(&link, &changed))
}
