//! `dapei keys`

use crate::shell::{Shell, stderr, stdout};

#[test]
fn a_key_is_shown_once_listed_without_its_secret_and_revoked() {
    let shell = Shell::with_model();
    let made = shell.dapei("keys create --model model --scope agent --name panel").success();
    let key = stdout(&made).trim().to_owned();
    let id = key.split('_').nth(1).unwrap();
    assert!(stderr(&made).contains(&format!("Key {id} of scope agent")), "{}", stderr(&made));
    let listed = stdout(&shell.dapei("keys list --model model").success());
    assert!(listed.contains(id) && listed.contains("panel") && !listed.contains(&key), "{listed}");
    shell.dapei(&format!("keys revoke --model model {id}")).success();
    assert!(!stdout(&shell.dapei("keys list --model model").success()).contains(id));
    shell.dapei(&format!("keys revoke --model model {id}")).failure();
}

#[test]
fn a_wrong_scope_is_named() {
    let shell = Shell::with_model();
    let refused = shell.dapei("keys create --model model --scope owner").code(2);
    let told = stderr(&refused);
    assert!(told.contains("expected one of storefront, agent, manager, admin"), "{told}");
}
