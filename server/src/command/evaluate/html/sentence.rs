//! What a table says, in one sentence.

use crate::command::evaluate::measured::{Against, DAPEI, Standing};

/// What Dapei finds, beside the best peer.
pub(super) fn sentence(standings: &[&Standing], best_peer: Option<&str>, k: usize) -> String {
    let named = |name: &str| standings.iter().find(|standing| standing.name == name);
    let Some(dapei) = named(DAPEI) else { return String::new() };
    let best = best_peer.and_then(named);
    let places = if k == 1 {
        "in the first place".to_owned()
    } else {
        format!("among the first {k} places")
    };
    let found = format!("Dapei finds {} of what was hidden {places}", percent(dapei.hit_rate));
    let Some((best, against)) = best.zip(dapei.against_best_peer) else {
        return format!("{found}.");
    };
    let Against { difference, low, high } = against;
    let verdict = if 0.0 < low {
        "Dapei is ahead"
    } else if high < 0.0 {
        "Dapei is behind"
    } else {
        "these questions do not tell the two apart"
    };
    format!(
        "{found}, the best peer, {}, {}: {} points, between {} and {} in 95 % of resamples, so {verdict}.",
        best.name,
        percent(best.hit_rate),
        points(difference),
        points(low),
        points(high)
    )
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// Percent of all questions, with a sign.
fn points(share: f64) -> String {
    format!("{:+.1}", 100.0 * share).replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::evaluate::html::made_up::{against, standing};

    #[test]
    fn the_interval_says_who_is_ahead() {
        let told = |low, high| {
            let dapei = against(standing("dapei", 0.3013, 0.5), -0.0264, low, high);
            let all = [dapei, standing("ease", 0.3277, 0.2)];
            sentence(&all.each_ref(), Some("ease"), 10)
        };
        insta::assert_snapshot!(told(-0.03, -0.02), @"Dapei finds 30.1 % of what was hidden among the first 10 places, the best peer, ease, 32.8 %: −2.6 points, between −3.0 and −2.0 in 95 % of resamples, so Dapei is behind.");
        assert!(told(-0.03, 0.0).ends_with("so these questions do not tell the two apart."));
        assert!(told(0.01, 0.02).ends_with("so Dapei is ahead."));
        let alone = sentence(&[&standing("dapei", 0.5, 0.5)], None, 1);
        assert_eq!(alone, "Dapei finds 50.0 % of what was hidden in the first place.");
    }
}
