//! The name that was likely meant.

/// How alike two names are at the least, so that the one is taken for a slip of the other; 1 is the same.
const LEAST_ALIKE: f64 = 0.6;

/// The name nearest to `wrong`, where one is near.
pub(super) fn nearest<'a>(
    wrong: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let rated = names.into_iter().map(|name| {
        // The last part decides where the table is left out or another one is named.
        let last = |text: &str| text.rsplit('.').next().map(str::to_owned).unwrap_or_default();
        let of_all = strsim::normalized_damerau_levenshtein(wrong, name);
        let of_last = strsim::normalized_damerau_levenshtein(&last(wrong), &last(name));
        (of_all.max(of_last * 0.9), name)
    });
    let best = rated.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (LEAST_ALIKE <= best.0).then_some(best.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_name_and_nonsense_finds_none() {
        let names = ["listen", "limits.requests_per_second", "tls.key"];
        assert_eq!(nearest("lsiten", names), Some("listen"));
        assert_eq!(nearest("requests_per_second", names), Some("limits.requests_per_second"));
        assert_eq!(
            nearest("limits.request_per_seconds", names),
            Some("limits.requests_per_second")
        );
        assert_eq!(nearest("colour", names), None);
    }
}
