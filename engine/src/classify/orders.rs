//! What orders say of two items: how surely together or apart, who else goes with both, and which
//! follows which.

use super::bound;
use super::features::{Feature, Features, Known, flag};
use crate::count::Evidence;
use crate::words::ItemIndex;

/// More certainty says no more beside shared partners. Unit: nats.
const MOST_TOGETHER: f32 = 3.0;
/// What sells much and never together is no less a pair than what sells little. Unit: nats.
const MOST_APART: f64 = 1.0;
/// Either way. Unit: nats.
const MOST_LATER: f64 = 3.0;

impl Known<'_> {
    /// What was `counted` of the two, and of their kinds.
    pub(super) fn read_orders(
        &self,
        a: ItemIndex,
        b: ItemIndex,
        counted: &Evidence,
        features: &mut Features,
    ) {
        let expected = counted.expected();
        let together = bound(counted.witnessed(), expected);
        let most = f64::from(counted.together) + f64::from(counted.n_orders_cut);
        let apart = ((most + 1.0) / (expected + 1.0)).ln().clamp(-MOST_APART, 0.0) as f32;
        let shared = self.partners.shared(a, b);
        features[Feature::Together as usize] = together;
        features[Feature::VariantsTogether as usize] = self.variants_together(a, b, together);
        features[Feature::Apart as usize] = apart;
        features[Feature::SharedPartners as usize] = shared;
        features[Feature::SharedApart as usize] = if together < 0.0 { shared } else { 0.0 };
        features[Feature::SharedTogether as usize] = shared * together.clamp(0.0, MOST_TOGETHER);
        let later = counted.anchor_first.max(counted.item_first);
        if later > 0 {
            // Where nobody is named, no sequence of purchases is known.
            let ratio = (f64::from(later) + 1.0) / (f64::from(counted.together) + 1.0);
            features[Feature::Later as usize] = ratio.ln().clamp(-MOST_LATER, MOST_LATER) as f32;
            let earlier = counted.anchor_first.min(counted.item_first);
            let ratio = (f64::from(later) + 1.0) / (f64::from(earlier) + 1.0);
            features[Feature::OneWay as usize] = ratio.ln() as f32;
        }
        let is_kept = self.graph.edge(a, b).is_some() || self.graph.edge(b, a).is_some();
        let kinds = self.kinds.of(a, b, Some(counted).filter(|_| is_kept));
        features[Feature::SameKind as usize] = flag(kinds.is_same);
        features[Feature::KindsTogether as usize] = kinds.together;
        features[Feature::KindsLater as usize] = kinds.later;
        features[Feature::KindsRelated as usize] = flag(kinds.are_related);
    }

    /// How surely any variants of the two are together, but not less than `together`, how surely the two
    /// themselves are; that, where they have no others or are variants of one thing.
    ///
    /// A buyer of several variants at once is a witness of each two: all witnesses count by the larger
    /// number of variants the less. Costs a walk through the rows of the thing with fewer variants.
    fn variants_together(&self, a: ItemIndex, b: ItemIndex, together: f32) -> f32 {
        let (of_a, of_b) = (self.variants.of(a), self.variants.of(b));
        if (of_a.is_none() && of_b.is_none()) || self.variants.are_of_one(a, b) {
            return together;
        }
        let alone = [[a], [b]];
        let mut things = [of_a.unwrap_or(&alone[0]), of_b.unwrap_or(&alone[1])];
        // The same from either side.
        things.sort_unstable_by_key(|thing| (thing.len(), thing[0]));
        let [walked, other] = things;
        let sold = |item: ItemIndex| f64::from(self.graph.n_orders_with(item));
        let all_sold = |thing: &[ItemIndex]| thing.iter().map(|&one| sold(one)).sum::<f64>();
        // What chance gives of pairs that are not kept follows from how often their items sold.
        let mut of_others = all_sold(walked) * all_sold(other);
        let (mut witnessed, mut expected) = (0.0, 0.0);
        for edge in walked.iter().flat_map(|&one| self.graph.row(one).iter()) {
            if other.contains(&edge.item()) {
                let evidence = edge.evidence();
                witnessed += evidence.witnessed();
                expected += evidence.expected();
                of_others -= sold(edge.anchor()) * sold(edge.item());
            }
        }
        let even_orders = self.graph.columns().chance.even_orders().unwrap_or(f64::INFINITY);
        expected += of_others.max(0.0) / even_orders;
        let n = other.len() as f64;
        bound(witnessed / n, expected / n).max(together)
    }

    /// What is known to have been counted of the two in orders, seen from `a`. Where neither keeps
    /// the other among its strongest partners and both have as many as are kept, they are taken to
    /// be together as often as by chance.
    #[must_use]
    pub fn counted(&self, a: ItemIndex, b: ItemIndex) -> Evidence {
        let edge = |a, b| self.graph.edge(a, b).map(|edge| edge.evidence());
        if let Some(found) = edge(a, b).or_else(|| edge(b, a).map(Evidence::reversed)) {
            return found;
        }
        let columns = self.graph.columns();
        let mut evidence = Evidence {
            with_anchor: self.graph.n_orders_with(a),
            with_item: self.graph.n_orders_with(b),
            n_orders: columns.n_orders,
            by_chance: columns.chance.expected(a.position(), b.position()) as f32,
            n_orders_cut: columns.n_orders_cut,
            ..Evidence::default()
        };
        let is_cut = |item| self.graph.row(item).len() >= columns.most_edges as usize;
        if is_cut(a) && is_cut(b) {
            evidence.together = evidence.expected().round() as u32;
            evidence.buyers = evidence.together;
        }
        evidence
    }
}
