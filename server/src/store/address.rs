//! Where a store is to be kept, as people write it: `sqlite:PATH`.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use thiserror::Error;

const SCHEME: &str = "sqlite";

/// Where stores are to be kept. Of one shop the path is that of its file; of many that of a folder, in which each shop
/// has a file of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreAddress(PathBuf);

/// Why a text is no address of a store. It holds nothing of an address that could be a secret.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreAddressError {
    /// Another kind of store.
    #[error(
        "no store is kept by `{found}`, expected `sqlite:PATH`: a file on a disk of this machine, or with many shops a \
         folder of such files"
    )]
    Kind {
        /// What stands before the first `:`; all of it where there is none.
        found: String,
    },
    /// Nothing that could be a file.
    #[error(
        "`sqlite:` is followed by no path of a file, expected one such as `sqlite:/var/lib/dapei/store.sqlite`"
    )]
    Path,
}

impl StoreAddress {
    /// The file of the one shop, or the folder of many.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The file of the shop called `name`, of many.
    #[must_use]
    pub fn of_shop(&self, name: &str) -> PathBuf {
        self.0.join(format!("{name}.{SCHEME}"))
    }
}

impl FromStr for StoreAddress {
    type Err = StoreAddressError;

    fn from_str(text: &str) -> Result<Self, StoreAddressError> {
        let (kind, path) = text.split_once(':').unwrap_or((text, ""));
        if kind != SCHEME {
            return Err(StoreAddressError::Kind { found: kind.escape_debug().to_string() });
        }
        // Other programs read `sqlite://a` and `sqlite::memory:` in ways of their own: nobody is to be surprised.
        let is_plain = !path.is_empty() && !path.starts_with("//") && path != ":memory:";
        if is_plain { Ok(Self(path.into())) } else { Err(StoreAddressError::Path) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        text.parse::<StoreAddress>().unwrap_err().to_string()
    }

    #[test]
    fn an_address_names_a_file_of_sqlite() {
        for path in ["store.sqlite", "/var/lib/dapei/store.sqlite", "a:b", "../x?y"] {
            let address: StoreAddress = format!("sqlite:{path}").parse().unwrap();
            assert_eq!(address.path(), Path::new(path));
        }
        let folder: StoreAddress = "sqlite:/stores".parse().unwrap();
        assert_eq!(folder.of_shop("north"), Path::new("/stores/north.sqlite"));
    }

    #[test]
    fn any_other_is_refused_by_name_and_shows_no_secret() {
        insta::assert_snapshot!(refused("postgres://dapei:secret@host/shop"), @"no store is kept by `postgres`, expected `sqlite:PATH`: a file on a disk of this machine, or with many shops a folder of such files");
        insta::assert_snapshot!(refused("store.sqlite"), @"no store is kept by `store.sqlite`, expected `sqlite:PATH`: a file on a disk of this machine, or with many shops a folder of such files");
        for text in ["sqlite:", "sqlite://a", "sqlite:///a", "sqlite::memory:"] {
            insta::allow_duplicates! {
                insta::assert_snapshot!(refused(text), @"`sqlite:` is followed by no path of a file, expected one such as `sqlite:/var/lib/dapei/store.sqlite`");
            }
        }
    }
}
