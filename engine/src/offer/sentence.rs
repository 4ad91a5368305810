//! Why a bundle is offered, as a sentence.

use std::fmt;

use super::{Offer, PaceBy, Role};
use crate::suggest::{Language, Reason, Sentence};

/// Why a bundle is offered, in one or two sentences that state counts and what is counted only.
#[derive(Debug, Clone, Copy)]
pub struct OfferSentence {
    role: Role,
    /// Of the item of which most is known.
    reason: Reason,
    language: Language,
}

impl OfferSentence {
    /// That of `offer`; nothing where it has no item.
    #[must_use]
    pub fn of(offer: &Offer, language: Language) -> Option<Self> {
        let known = offer.items.iter().map(|it| &it.suggestion);
        let best = known.max_by_key(|suggestion| suggestion.evidence.orders_together)?;
        Some(Self { role: offer.role, reason: best.reason, language })
    }
}

impl fmt::Display for OfferSentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [en, zh] = match self.role {
            Role::TrafficProfit(PaceBy::Visits) => [
                "A dear item that few of its visitors buy, with a cheap one that many buy. ",
                "高价低转化款搭配低价高转化款。",
            ],
            Role::TrafficProfit(PaceBy::Sales) => [
                "A dear item that sells slowly, with a cheap one that sells fast. ",
                "高价慢销款搭配低价快销款。",
            ],
            Role::HotLatent => {
                ["A best-seller with one whose sales are rising. ", "热卖款搭配上升款。"]
            }
            Role::MainAccessory => ["What goes with the main item. ", "主件配附件。"],
            Role::Threshold => ["Brings the cart to the threshold. ", "凑单满额。"],
            Role::Together => ["", ""],
        };
        f.write_str(match self.language {
            Language::En => en,
            Language::Zh => zh,
        })?;
        write!(f, "{}", Sentence { reason: self.reason, language: self.language })
    }
}
