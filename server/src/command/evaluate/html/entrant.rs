//! Who is drawn in a chart, in which sequence, under which letter.

use crate::command::evaluate::measured::{DAPEI, EXPLORING, Standing};

/// One way of ranking in a chart.
#[derive(Debug)]
pub(super) struct Entrant<'e> {
    pub(super) standing: &'e Standing,
    pub(super) who: Who,
    /// What stands for it where its name has no place: Dapei's own name, else a letter.
    pub(super) key: String,
}

/// What a chart tells apart by colour, the most important first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Who {
    Dapei,
    BestPeer,
    Peer,
}

/// All of `standings`, the highest hit rate first, of equals in their sequence. Letters follow that
/// sequence.
pub(super) fn entrants<'e>(
    standings: &[&'e Standing],
    best_peer: Option<&str>,
) -> Vec<Entrant<'e>> {
    let mut standings = standings.to_vec();
    standings.sort_by(|a, b| b.hit_rate.total_cmp(&a.hit_rate));
    let mut letters = 'A'..='Z';
    let entrant = |standing: &'e Standing| {
        let who = match standing.name {
            DAPEI | EXPLORING => Who::Dapei,
            name if best_peer == Some(name) => Who::BestPeer,
            _ => Who::Peer,
        };
        let key = match who {
            Who::Dapei => standing.name.to_owned(),
            Who::BestPeer | Who::Peer => letters.next().map_or_else(String::new, String::from),
        };
        Entrant { standing, who, key }
    };
    standings.into_iter().map(entrant).collect()
}

impl Entrant<'_> {
    /// Its key and its name.
    pub(super) fn label(&self) -> String {
        let name = self.standing.name;
        match self.who {
            Who::Dapei => name.to_owned(),
            Who::BestPeer => format!("{} {name}, the best peer", self.key),
            Who::Peer => format!("{} {name}", self.key),
        }
    }
}

impl Who {
    /// The class that gives the colour.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Dapei => "dapei",
            Self::BestPeer => "best",
            Self::Peer => "peer",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::evaluate::html::made_up::standing;

    #[test]
    fn the_highest_comes_first_and_dapei_takes_no_letter() {
        let all = [
            standing("dapei", 0.3, 0.5),
            standing("popularity", 0.1, 0.1),
            standing("cosine", 0.3, 0.4),
            standing("ease", 0.4, 0.2),
        ];
        let drawn = entrants(&all.each_ref(), Some("ease"));
        let labels: Vec<_> = drawn.iter().map(Entrant::label).collect();
        assert_eq!(labels, ["A ease, the best peer", "dapei", "B cosine", "C popularity"]);
        let classes: Vec<_> = drawn.iter().map(|entrant| entrant.who.class()).collect();
        assert_eq!(classes, ["best", "dapei", "peer", "peer"]);
    }
}
