//! What the description says of texts that more than one route takes.
//!
//! Deliberately absent: the checks themselves. Each stands beside what it checks, and this repeats it for clients.

use std::borrow::Cow;

use utoipa::openapi::schema::{ArrayBuilder, OneOfBuilder};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::one_or_more::MAX_VALUES;

/// A category path names a level: it holds a character that is neither a separator nor white space.
pub(crate) const NAMES_A_LEVEL: &str =
    r"[^>\uff1e\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]";

/// A category path, or a list of them: in the description only.
#[derive(Debug)]
pub(crate) enum CategoryPaths {}

impl PartialSchema for CategoryPaths {
    fn schema() -> RefOr<Schema> {
        let path =
            || ObjectBuilder::new().schema_type(Type::String).pattern(Some(NAMES_A_LEVEL)).build();
        let list = ArrayBuilder::new().items(path()).min_items(Some(1)).max_items(Some(MAX_VALUES));
        OneOfBuilder::new().item(path()).item(list).into()
    }
}

impl ToSchema for CategoryPaths {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("CategoryPaths")
    }
}
