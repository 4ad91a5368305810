//! What speaks for the function of a pair, the most telling first.

use std::io::Write;

use engine::classify::Reason;

use crate::command::table::Table;

/// Features that are told one by one.
const MOST_TOLD: usize = 8;

/// A row for each of the features that speak loudest, and one for all others; nothing where none speaks.
pub(super) fn write(out: &mut impl Write, reasons: &[Reason]) -> anyhow::Result<()> {
    if reasons.is_empty() {
        return Ok(());
    }
    let loudest =
        |reason: &Reason| reason.says.iter().fold(0.0_f32, |most, part| most.max(part.abs()));
    let mut reasons = reasons.to_vec();
    reasons.sort_by(|a, b| loudest(b).total_cmp(&loudest(a)));
    let (told, others) = reasons.split_at(MOST_TOLD.min(reasons.len()));
    let mut table =
        Table::new(&["evidence", " number", " substitute", " extension", " complementary"]);
    let mut push = |name: String, number: String, says: [f32; 3]| {
        table.push([name, number].into_iter().chain(says.map(|part| format!("{part:+.2}"))));
    };
    for Reason { feature, number, says } in told {
        push(format!("{feature:?}"), format!("{number:.3}"), *says);
    }
    if !others.is_empty() {
        let mut sums = [0.0; 3];
        for Reason { says, .. } in others {
            sums.iter_mut().zip(says).for_each(|(sum, part)| *sum += part);
        }
        push(format!("all others ({})", others.len()), String::new(), sums);
    }
    table.write(out)?;
    Ok(writeln!(out)?)
}
