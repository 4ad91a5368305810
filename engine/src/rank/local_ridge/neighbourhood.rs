//! One target after the other: its nearest items, and what it owes to each of them.

use super::LocalRidgeParams;
use super::pair_weights::PairWeights;
use super::system::{OUTSIDE, System};
use crate::count::Strength;

/// What solving one target leaves for the next. One a thread: 4 bytes an item, and a [`System`].
#[derive(Debug)]
pub(super) struct Neighbourhood {
    /// The nearest items, rising, each with its nearness.
    nearest: Vec<(u32, f32)>,
    /// Where the row of each of them starts in the system; [`OUTSIDE`] for all other items.
    places: Vec<u32>,
    system: System,
}

impl Neighbourhood {
    pub(super) fn new(n_items: usize) -> Self {
        Self { nearest: Vec::new(), places: vec![OUTSIDE; n_items], system: System::default() }
    }

    /// The nearest items of `target` and what it owes to each. `None` where its system has no
    /// solution.
    ///
    /// Costs a pass over its partners, one over those partners of each nearest item that have
    /// smaller numbers, and [`System::solve`].
    pub(super) fn solve(
        &mut self,
        target: u32,
        weights: &PairWeights<'_>,
        nearness: &impl Strength,
        params: &LocalRidgeParams,
        mean_own: f32,
    ) -> Option<impl Iterator<Item = (u32, f32)>> {
        self.find_nearest(target, weights, nearness, params.n_nearest);
        self.fill(target, weights, params, mean_own);
        let found = self.system.solve()?;
        Some(self.nearest.iter().map(|&(item, _)| item).zip(found.iter().copied()))
    }

    /// Of equally near items the first are taken.
    fn find_nearest(
        &mut self,
        target: u32,
        weights: &PairWeights<'_>,
        nearness: &impl Strength,
        n_nearest: usize,
    ) {
        let (partners, of_partners) = weights.row(target);
        let near = partners
            .iter()
            .zip(of_partners)
            .map(|(&item, &weight)| (item, nearness.score(item, target, weight)));
        self.nearest.clear();
        self.nearest.extend(near);
        if n_nearest < self.nearest.len() {
            let order = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
            self.nearest.select_nth_unstable_by(n_nearest, order);
            self.nearest.truncate(n_nearest);
        }
        // A fixed sequence, in which the long rows of often bought items come first and are read
        // up to themselves only.
        self.nearest.sort_unstable_by_key(|&(item, _)| item);
    }

    /// Writes W of the nearest items with its ridge, and their weights with the target.
    fn fill(
        &mut self,
        target: u32,
        weights: &PairWeights<'_>,
        params: &LocalRidgeParams,
        mean_own: f32,
    ) {
        let Self { nearest, places, system } = self;
        system.clear(nearest.len());
        for (number, &(item, _)) in nearest.iter().enumerate() {
            places[item as usize] = system.place(number);
        }
        let cells = system.cells_mut();
        for (column, &(item, _)) in nearest.iter().enumerate() {
            let (partners, of_partners) = weights.row(item);
            let n_before = partners.partition_point(|&partner| partner < item);
            // What is not near is written too, out of the way: cheaper than asking.
            for (&partner, &weight) in partners[..n_before].iter().zip(of_partners) {
                cells[places[partner as usize] as usize + column] = weight;
            }
            let ridge =
                params.own_share * weights.own[item as usize] + params.mean_share * mean_own;
            cells[places[item as usize] as usize + column] = weights.own[item as usize] + ridge;
        }
        let (partners, of_partners) = weights.row(target);
        let mut with_target = partners.iter().zip(of_partners);
        for (right, &(item, _)) in system.right_mut().iter_mut().zip(nearest.iter()) {
            // Both rise, and every nearest item is a partner.
            if let Some((_, &weight)) = with_target.by_ref().find(|&(&partner, _)| partner == item)
            {
                *right = weight;
            }
        }
        for &(item, _) in nearest.iter() {
            places[item as usize] = OUTSIDE;
        }
    }
}
