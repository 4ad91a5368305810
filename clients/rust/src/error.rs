//! Why there is no answer.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A problem as the service tells it (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Names the kind of problem: `urn:dapei:problem:` and the code.
    pub r#type: String,
    /// The kind of problem in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong with this request: where, what was expected, what was found.
    pub detail: String,
    /// The kind of problem for programs; it never changes its meaning.
    pub code: String,
    /// The id of the request in the service's log.
    pub request_id: String,
}

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum ClientError {
    /// The address is none to ask at.
    #[error("`{address}` is no address of a service, expected such as `http://127.0.0.1:7700`")]
    Address {
        /// What was given.
        address: String,
    },
    /// The key cannot stand in a header.
    #[error(
        "the key holds characters that no key has, expected letters, digits and signs without spaces"
    )]
    Key,
    /// No address can hold such an id.
    #[error(
        "`{id}` cannot stand in an address as an id, expected anything but nothing, `.` and `..`"
    )]
    Id {
        /// What was given.
        id: String,
    },
    /// The machinery below cannot be set up.
    #[error("no HTTP client can be set up")]
    Setup(#[source] reqwest::Error),
    /// The question cannot be written.
    #[error("the question cannot be sent")]
    Question(#[source] serde_json::Error),
    /// The service was not reached, or the answer did not arrive whole.
    #[error("the service did not answer")]
    Unreached(#[source] reqwest::Error),
    /// The service refused, and says why.
    #[error("{} ({}, request {})", problem.detail, problem.code, problem.request_id)]
    Refused {
        /// What it says.
        problem: Box<Problem>,
        /// After how long it may answer.
        retry_after: Option<Duration>,
    },
    /// Something answered that is not the service, or another release of it.
    #[error("status {status} with something else than an answer of Dapei")]
    NotUnderstood {
        /// The HTTP status.
        status: u16,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },
}

impl ClientError {
    /// What the service says, where it refused.
    #[must_use]
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Refused { problem, .. } => Some(problem),
            Self::Address { .. }
            | Self::Key
            | Self::Id { .. }
            | Self::Setup(_)
            | Self::Question(_)
            | Self::Unreached(_)
            | Self::NotUnderstood { .. } => None,
        }
    }

    /// After how long the same question may be answered, where the service says so.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused { retry_after, .. } => *retry_after,
            Self::Address { .. }
            | Self::Key
            | Self::Id { .. }
            | Self::Setup(_)
            | Self::Question(_)
            | Self::Unreached(_)
            | Self::NotUnderstood { .. } => None,
        }
    }
}
