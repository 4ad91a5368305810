//! The service over TLS.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;

use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use server::config::{Settings, TlsFiles};

use crate::test_server::{TestServer, wait_until};

fn certificate() -> CertifiedKey<KeyPair> {
    generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap()
}

fn write(files: &TlsFiles, certificate: &CertifiedKey<KeyPair>) {
    fs::write(&files.certificate, certificate.cert.pem()).unwrap();
    fs::write(&files.key, certificate.signing_key.serialize_pem()).unwrap();
}

fn files(dir: &Path) -> TlsFiles {
    TlsFiles { certificate: dir.join("certificate.pem"), key: dir.join("key.pem") }
}

fn serving(files: &TlsFiles) -> TestServer {
    let settings = Settings { tls: Some(files.clone()), ..Settings::default() };
    TestServer::with(settings, |_| ())
}

/// The answer to a request for `/`, by who trusts `trusted` only.
fn ask(server: &TestServer, trusted: &CertificateDer<'static>) -> std::io::Result<String> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let config =
        ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let client = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(client, TcpStream::connect(server.address())?);
    stream.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

#[test]
fn a_request_over_tls_is_answered_and_the_browser_told_to_stay_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let (files, own) = (files(dir.path()), certificate());
    write(&files, &own);
    let server = serving(&files);
    let answer = ask(&server, own.cert.der()).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert!(answer.contains("strict-transport-security: max-age=31536000"), "{answer}");
    assert!(answer.ends_with("</html>\n"), "{answer}");
    // Who does not speak it is not answered, and nobody else suffers.
    let mut plain = TcpStream::connect(server.address()).unwrap();
    plain.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    let mut told = Vec::new();
    let _ = plain.read_to_end(&mut told);
    assert!(!told.starts_with(b"HTTP"));
    assert!(ask(&server, own.cert.der()).is_ok());
    assert!(ask(&server, certificate().cert.der()).is_err());
}

#[test]
fn a_new_certificate_is_taken_while_the_service_runs() {
    let dir = tempfile::tempdir().unwrap();
    let (files, old, new) = (files(dir.path()), certificate(), certificate());
    write(&files, &old);
    let server = serving(&files);
    assert!(ask(&server, old.cert.der()).is_ok());
    write(&files, &new);
    wait_until("the new certificate is taken", || ask(&server, new.cert.der()).is_ok());
    assert!(ask(&server, old.cert.der()).is_err());
}

#[test]
fn plain_http_does_not_ask_for_tls() {
    let server = TestServer::start();
    assert_eq!(server.get("/").header("strict-transport-security"), "");
}
