//! By what a service proves who it is, from files that may change while it runs.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use thiserror::Error;
use tokio_rustls::TlsAcceptor;
use tracing::{error, info};

use crate::config::TlsFiles;
use crate::watch::chain;

/// The one protocol that is spoken over TLS.
const HTTP_1_1: &[u8] = b"http/1.1";

/// A certificate with its key, as its files have them.
pub(crate) struct Certificate {
    files: TlsFiles,
    current: ArcSwap<ServerConfig>,
    /// What was read last, whether it could be used or not.
    read: Mutex<Read>,
}

/// What stands in the files, or why that cannot be said.
#[derive(PartialEq, Eq)]
enum Read {
    Both { certificate: Vec<u8>, key: Vec<u8> },
    Neither(String),
}

/// Why a certificate cannot be used.
#[derive(Debug, Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("cannot read `{}`", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A file holds no PEM, or none of this kind.
    #[error("`{}` holds no usable {what} in PEM", path.display())]
    Pem {
        /// Which.
        path: PathBuf,
        /// What it is to hold.
        what: &'static str,
        /// Why.
        #[source]
        source: pem::Error,
    },
    /// A file holds no certificate.
    #[error("`{}` holds no certificate in PEM", .0.display())]
    NoCertificate(PathBuf),
    /// The two do not go together, or cannot be used.
    #[error("the certificate in `{}` and the key in `{}` cannot be used", certificate.display(), key.display())]
    Unusable {
        /// The one file.
        certificate: PathBuf,
        /// The other.
        key: PathBuf,
        /// Why.
        #[source]
        source: rustls::Error,
    },
}

impl Certificate {
    /// What stands in `files`.
    pub(crate) fn open(files: &TlsFiles) -> Result<Self, TlsError> {
        let (certificate, key) = read(files)?;
        let current = ArcSwap::new(server_config(files, &certificate, &key)?);
        let read = Mutex::new(Read::Both { certificate, key });
        Ok(Self { files: files.clone(), current, read })
    }

    /// What the next handshake is done with.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(self.current.load_full())
    }

    /// Takes what stands in the files now, where that is something else. What cannot be used is logged once, and the
    /// certificate stays. Reads files: never call it on a thread that answers requests.
    pub(crate) fn look(&self) {
        let now = read(&self.files);
        let both = now.as_ref().ok().cloned();
        let seen = match &now {
            Ok((certificate, key)) => {
                Read::Both { certificate: certificate.clone(), key: key.clone() }
            }
            Err(error) => Read::Neither(chain(error)),
        };
        let mut before = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if *before == seen {
            return;
        }
        *before = seen;
        let next = now.and_then(|_| match both {
            Some((certificate, key)) => server_config(&self.files, &certificate, &key),
            None => Ok(self.current.load_full()),
        });
        match next {
            Ok(next) => {
                self.current.store(next);
                info!("The certificate changed");
            }
            Err(error) => error!(error = %chain(&error), "The certificate stays as it was"),
        }
    }
}

fn read(files: &TlsFiles) -> Result<(Vec<u8>, Vec<u8>), TlsError> {
    let read = |path: &Path| {
        fs::read(path).map_err(|source| TlsError::Unreadable { path: path.to_owned(), source })
    };
    Ok((read(&files.certificate)?, read(&files.key)?))
}

fn server_config(
    files: &TlsFiles,
    certificate: &[u8],
    key: &[u8],
) -> Result<Arc<ServerConfig>, TlsError> {
    let TlsFiles { certificate: certificate_path, key: key_path } = files;
    let chain: Vec<CertificateDer<'static>> =
        CertificateDer::pem_slice_iter(certificate).collect::<Result<_, _>>().map_err(
            |source| TlsError::Pem { path: certificate_path.clone(), what: "certificate", source },
        )?;
    if chain.is_empty() {
        return Err(TlsError::NoCertificate(certificate_path.clone()));
    }
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|source| TlsError::Pem {
        path: key_path.clone(),
        what: "private key",
        source,
    })?;
    let unusable = |source| TlsError::Unusable {
        certificate: certificate_path.clone(),
        key: key_path.clone(),
        source,
    };
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(unusable)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(unusable)?;
    config.alpn_protocols = vec![HTTP_1_1.to_vec()];
    Ok(Arc::new(config))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(files: &TlsFiles) {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        fs::write(&files.certificate, made.cert.pem()).unwrap();
        fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
    }

    fn files(dir: &Path) -> TlsFiles {
        TlsFiles { certificate: dir.join("certificate.pem"), key: dir.join("key.pem") }
    }

    #[test]
    fn files_that_cannot_be_used_leave_the_certificate_and_good_ones_replace_it() {
        let dir = tempfile::tempdir().unwrap();
        let files = files(dir.path());
        write(&files);
        let certificate = Certificate::open(&files).unwrap();
        let first = certificate.current.load_full();
        let is_first = || Arc::ptr_eq(&certificate.current.load_full(), &first);
        certificate.look();
        assert!(is_first());
        for damage in ["damaged", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
        {
            fs::write(&files.certificate, damage).unwrap();
            certificate.look();
            assert!(is_first());
        }
        fs::remove_file(&files.key).unwrap();
        certificate.look();
        assert!(is_first());
        write(&files);
        certificate.look();
        assert!(!is_first());
    }

    #[test]
    fn a_key_of_another_certificate_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let files = files(dir.path());
        let told = || Certificate::open(&files).map(|_| ()).unwrap_err();
        assert!(matches!(told(), TlsError::Unreadable { .. }));
        write(&files);
        let key = fs::read(&files.key).unwrap();
        write(&files);
        assert!(Certificate::open(&files).is_ok());
        fs::write(&files.key, key).unwrap();
        assert!(matches!(told(), TlsError::Unusable { .. }), "{}", told());
        fs::write(&files.key, "no key").unwrap();
        assert!(matches!(told(), TlsError::Pem { .. }), "{}", told());
        fs::write(&files.certificate, "no certificate").unwrap();
        assert!(matches!(told(), TlsError::NoCertificate(_)), "{}", told());
    }
}
