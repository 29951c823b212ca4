//! `HandlerTest`: the handler over an embedded DynamoDB, given recorded API Gateway events.
