//! What was bought together, how often, by how many, in which sequence: exact counts.
//!
//! In: [`Orders`](crate::words::Orders). Out: for each item its strongest partners by a given
//! [`Strength`], each with its [`Evidence`]; sales by item and week, and what chance brings
//! together in each season. From [`Views`](crate::words::Views): visits by item, what
//! ties visitors, and what was bought instead of what was looked at. Deliberately
//! absent: any table of all pairs, any opinion about what a count means.

mod pieces;
mod baskets;
mod evidence;
mod pairs;
mod row;
mod all_pairs;
mod sequence;
mod purchases;
mod sales;
mod chance;
mod seasons;
mod row_columns;
mod seen_together;
mod swing;
mod bought_instead;
mod visits;

pub use all_pairs::AllPairs;
pub use baskets::{BasketReport, BasketRules, Baskets, CountError, MAX_BASKET_LIMIT};
pub use bought_instead::{BoughtInstead, BoughtInsteadColumns, Instead};
pub use chance::{Chance, ChanceError};
pub use evidence::{Evidence, NO_AGE};
pub use pairs::{Counts, PairPlan, Partners, Strength, strongest, strongest_counted};
pub(crate) use pieces::in_pieces;
pub(crate) use purchases::bought;
pub use purchases::{CustomerIndex, Purchase, PurchaseColumns, Purchases, PurchasesError};
pub use row_columns::RowsError;
pub(crate) use row_columns::check_rows;
pub use sales::{SalesMatrix, WEEK_DAYS};
pub use seasons::{SeasonColumns, Seasons, SeasonsError};
pub use seen_together::SeenTogether;
pub use swing::Swing;
pub use visits::VisitCounts;
