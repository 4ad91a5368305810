//! The item that stands in an address.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use crate::api::ApiError;
use crate::catalogue::ItemId;

/// The item at the end of an address. What is no text is refused: shown with other characters in its place, as readers
/// of addresses do, it would be another item.
#[derive(Debug)]
pub(in crate::api) struct ItemInAddress(pub(super) ItemId);

impl FromRequest for ItemInAddress {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let path = request.uri().path();
        let written = path.rsplit_once('/').map_or(path, |(_, last)| last);
        ready(parse(written).map(Self).map_err(ApiError::ItemIdInvalid))
    }
}

fn parse(written: &str) -> Result<ItemId, String> {
    let text = String::from_utf8(decoded(written))
        .map_err(|error| format!("`item_id`: {}", error.utf8_error()))?;
    ItemId::parse(text).map_err(|error| format!("`item_id`: {error}"))
}

/// The bytes that are meant, each `%` with two hexadecimal digits being one.
fn decoded(written: &str) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut bytes = Vec::with_capacity(written.len());
    let mut rest = written.as_bytes();
    while let [first, others @ ..] = rest {
        rest = others;
        let encoded = match (first, others) {
            (b'%', [high, low, ..]) => digit(*high).zip(digit(*low)),
            (_, _) => None,
        };
        match encoded {
            Some((high, low)) => {
                bytes.push(16 * high + low);
                rest = &others[2..];
            }
            None => bytes.push(*first),
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_an_item_byte_for_byte() {
        for (written, meant) in [
            ("tea", "tea"),
            ("%e7%bb%bf%E8%8C%B6%2F1", "绿茶/1"),
            ("a+b%20c", "a+b c"),
            ("100%", "100%"),
            ("%4", "%4"),
            ("%zz", "%zz"),
            ("%25", "%"),
            ("%00", "\0"),
        ] {
            assert_eq!(parse(written).unwrap().as_str(), meant, "{written}");
        }
        insta::assert_snapshot!(parse("%ff").unwrap_err(), @"`item_id`: invalid utf-8 sequence of 1 bytes from index 0");
        insta::assert_snapshot!(parse("").unwrap_err(), @"`item_id`: empty, expected an id");
        insta::assert_snapshot!(parse(&"%61".repeat(513)).unwrap_err(), @"`item_id`: 513 bytes long, expected an id of at most 512");
    }
}
