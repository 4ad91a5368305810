//! Variables of the environment.

use std::collections::BTreeMap;

use super::given::{One, Origin, given};
use super::key::KEYS;
use super::nearest::nearest;
use super::problem::{Problem, Wrong};

/// What every variable of ours begins with.
const PREFIX: &str = "DAPEI_";
/// Says where the file is; no key, as it cannot stand in one.
pub(crate) const FILE_VARIABLE: &str = "DAPEI_CONFIG";
/// What programs of this kind usually read; `DAPEI_LOG_FILTER` wins.
const LOG_VARIABLE: &str = "RUST_LOG";
const LOG_KEY: &str = "log.filter";

/// What `variables` say; all that is wrong with them, too.
///
/// A name that begins as ours do and is none is wrong only where it begins as the keys of a table do or is nearly one: a
/// container that runs beside a Kubernetes service called `dapei` is given `DAPEI_PORT`, `DAPEI_SERVICE_HOST` and the like.
pub(super) fn read(
    variables: impl IntoIterator<Item = (String, String)>,
) -> Vec<Result<One, Problem>> {
    let said = variables.into_iter().filter(|(_, text)| !text.is_empty());
    let all: BTreeMap<String, String> = said.collect();
    let known: BTreeMap<String, &str> = KEYS.iter().map(|key| (key.variable(), key.name)).collect();
    let mut found = Vec::new();
    if let Some(text) = all.get(LOG_VARIABLE) {
        let origin = Origin::Variable(LOG_VARIABLE.to_owned());
        found.push(given(origin, LOG_KEY, |key| key.kind.of_text(text)));
    }
    for (variable, text) in all.range(PREFIX.to_owned()..) {
        if !variable.starts_with(PREFIX) {
            break;
        }
        let origin = Origin::Variable(variable.clone());
        match known.get(variable) {
            Some(name) => found.push(given(origin, name, |key| key.kind.of_text(text))),
            None if variable == FILE_VARIABLE => {}
            None => {
                // What they all begin with makes no two alike.
                let names = known.keys().filter_map(|known| known.strip_prefix(PREFIX));
                let meant = nearest(&variable[PREFIX.len()..], names);
                let meant = meant.map(|name| format!("{PREFIX}{name}"));
                if meant.is_some() || is_of_a_table(variable) {
                    let wrong = Wrong::UnknownVariable { variable: variable.clone(), meant };
                    found.push(Err(Problem { origin, wrong }));
                }
            }
        }
    }
    found
}

/// Whether `variable` begins as those of a table's keys do.
fn is_of_a_table(variable: &str) -> bool {
    KEYS.iter()
        .filter_map(|key| key.name.split_once('.'))
        .any(|(table, _)| variable.starts_with(&format!("{PREFIX}{}_", table.to_uppercase())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(variables: &[(&str, &str)]) -> String {
        let variables = variables.iter().map(|(name, text)| (name.to_string(), text.to_string()));
        let told = read(variables).into_iter().map(|one| match one {
            Ok(One { key, value, origin }) => format!("{} = {value} ({origin})", key.name),
            Err(problem) => problem.to_string(),
        });
        told.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn variables_are_named_after_keys_and_empty_ones_say_nothing() {
        let variables = [
            ("DAPEI_LISTEN", "127.0.0.1:1"),
            ("DAPEI_LIMITS_REQUESTS_PER_SECOND", "7"),
            ("DAPEI_CORS_ORIGINS", "https://a.example,https://b.example"),
            ("DAPEI_WORKERS", ""),
            ("DAPEI_CONFIG", "dapei.toml"),
            ("PATH", "/bin"),
        ];
        insta::assert_snapshot!(told(&variables), @r#"
        cors.origins = ["https://a.example", "https://b.example"] (variable DAPEI_CORS_ORIGINS)
        limits.requests_per_second = 7 (variable DAPEI_LIMITS_REQUESTS_PER_SECOND)
        listen = "127.0.0.1:1" (variable DAPEI_LISTEN)
        "#);
    }

    #[test]
    fn a_slip_is_told_and_what_an_orchestrator_sets_is_not() {
        let slips = [("DAPEI_LISTN", "x"), ("DAPEI_TLS_COLOUR", "red"), ("DAPEI_WORKERS", "many")];
        insta::assert_snapshot!(told(&slips), @r#"
        variable DAPEI_LISTN: unknown variable `DAPEI_LISTN`; the nearest is `DAPEI_LISTEN`
        variable DAPEI_TLS_COLOUR: unknown variable `DAPEI_TLS_COLOUR`; `dapei config default` prints all there are
        variable DAPEI_WORKERS: `workers` is "many", expected a whole number, 0 to 256
        "#);
        let set_by_others = [
            ("DAPEI_PORT", "tcp://10.0.0.1:7700"),
            ("DAPEI_PORT_7700_TCP_ADDR", "10.0.0.1"),
            ("DAPEI_SERVICE_HOST", "10.0.0.1"),
            ("DAPEI_SERVICE_PORT_HTTP", "7700"),
        ];
        assert_eq!(told(&set_by_others), "");
    }

    #[test]
    fn our_own_variable_of_the_log_wins() {
        let both = [("DAPEI_LOG_FILTER", "warn"), ("RUST_LOG", "debug")];
        let last = told(&both).lines().last().map(str::to_owned).unwrap();
        insta::assert_snapshot!(last, @r#"log.filter = "warn" (variable DAPEI_LOG_FILTER)"#);
    }
}
