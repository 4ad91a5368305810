//! Rows by the number of their group, as a counting sort lays them out.

/// Where the rows of each of `n_groups` groups begin when the groups follow one another.
///
/// Costs a pass over the rows and one over the groups.
///
/// # Panics
///
/// Where a row's group is not below `n_groups`.
pub(super) fn starts_of_groups(group_of: &[u32], n_groups: usize) -> Vec<usize> {
    let mut starts = vec![0; n_groups];
    for &group in group_of {
        starts[group as usize] += 1;
    }
    let mut start = 0;
    for place in &mut starts {
        let n_rows = std::mem::replace(place, start);
        start += n_rows;
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_follow_one_another() {
        assert_eq!(starts_of_groups(&[2, 0, 2, 3], 5), [0, 1, 1, 3, 4]);
    }
}
