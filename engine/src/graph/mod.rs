//! The relation graph: for each item, where it leads, strongest first.
//!
//! In: kept pairs by anchor, as columns. Out: the edges of an item, found in constant time.
//! Deliberately absent: no insertion, no removal, no path search. A new graph is a new training.

mod inferred;

pub use inferred::{Inferred, InferredColumns, InferredPair, MOST_INFERRED};

use thiserror::Error;

use crate::count::{Chance, Evidence, NO_AGE, Seasons};
use crate::relation::{Function, Grade};
use crate::words::ItemIndex;

/// Edges of all items in columns, row after row. Immutable.
///
/// Costs 34 bytes an edge, 16 an item, and 4 for each item and season, of at most 26.
#[derive(Debug, Clone, PartialEq)]
pub struct Graph {
    columns: GraphColumns,
}

/// The columns of a [`Graph`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GraphColumns {
    /// All orders.
    pub n_orders: u32,
    /// What chance gives of any two items.
    pub chance: Chance,
    /// When they sell; nothing where no season is told from another.
    pub seasons: Seasons,
    /// Orders cut for their size; see [`Evidence::n_orders_cut`].
    pub n_orders_cut: u32,
    /// Edges that a row has at most: one with as many may have been cut.
    pub most_edges: u32,
    /// Orders with each item.
    pub n_orders_with: Vec<u32>,
    /// Where the row of each item ends in the columns below.
    pub ends: Vec<u64>,
    /// Where each edge leads.
    pub items: Vec<u32>,
    /// How strong it is; falling within a row, equals by rising item. Above zero.
    pub scores: Vec<f32>,
    /// [`Evidence::together`].
    pub together: Vec<u32>,
    /// [`Evidence::buyers`].
    pub buyers: Vec<u32>,
    /// [`Evidence::anchor_first`].
    pub anchor_first: Vec<u32>,
    /// [`Evidence::item_first`].
    pub item_first: Vec<u32>,
    /// [`Evidence::age_days`].
    pub age_days: Vec<u32>,
    /// [`Evidence::by_chance`].
    pub by_chance: Vec<f32>,
    /// The [`Function`] of each edge, by its place in [`Function::ALL`].
    pub functions: Vec<u8>,
    /// How probable the function is, in 255ths.
    pub certainties: Vec<u8>,
    /// The [`Grade`] of each edge, by its place in [`Grade::ALL`].
    pub grades: Vec<u8>,
}

/// Why columns make no graph.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum GraphError {
    /// A column is shorter or longer than the others.
    #[error("the graph's column `{column}` has {found} rows, expected {expected}")]
    Length {
        /// Which column.
        column: &'static str,
        /// Its rows.
        found: usize,
        /// Rows expected.
        expected: usize,
    },
    /// A row ends before it starts, or behind the last edge.
    #[error("row {row} of the graph ends at {found}, expected {start} to {n_edges}")]
    End {
        /// Which row.
        row: usize,
        /// Where it ends.
        found: u64,
        /// Where it starts.
        start: u64,
        /// Edges there are.
        n_edges: u64,
    },
    /// An edge that leads nowhere, has no strength, no function, or stands out of sequence.
    #[error("edge {edge} of the graph has {what}")]
    Edge {
        /// Which edge.
        edge: usize,
        /// What is wrong with it.
        what: &'static str,
    },
}

/// One edge: from its anchor to an item.
#[derive(Debug, Clone, Copy)]
pub struct EdgeRef<'a> {
    columns: &'a GraphColumns,
    anchor: u32,
    place: usize,
}

/// The edges of one item.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    columns: &'a GraphColumns,
    anchor: u32,
    start: usize,
    end: usize,
}

/// No pair is stronger: a cosine is at most 1 where every order counts at most 1.
const MOST_STRENGTH: f32 = 1e6;

impl Graph {
    /// A graph from its columns. Costs one pass over all of them.
    ///
    /// # Errors
    ///
    /// Columns of different lengths, rows out of sequence, edges that lead out of the vocabulary.
    pub fn new(columns: GraphColumns) -> Result<Self, GraphError> {
        let n_items = columns.n_orders_with.len();
        if columns.ends.len() != n_items {
            let (column, found) = ("ends", columns.ends.len());
            return Err(GraphError::Length { column, found, expected: n_items });
        }
        let n_edges = columns.items.len();
        let lengths = [
            ("scores", columns.scores.len()),
            ("together", columns.together.len()),
            ("buyers", columns.buyers.len()),
            ("anchor_first", columns.anchor_first.len()),
            ("item_first", columns.item_first.len()),
            ("age_days", columns.age_days.len()),
            ("by_chance", columns.by_chance.len()),
            ("functions", columns.functions.len()),
            ("certainties", columns.certainties.len()),
            ("grades", columns.grades.len()),
        ];
        for (column, found) in lengths {
            if found != n_edges {
                return Err(GraphError::Length { column, found, expected: n_edges });
            }
        }
        let bad = |edge, what| Err(GraphError::Edge { edge, what });
        if let Some(edge) = columns.items.iter().position(|&item| item as usize >= n_items) {
            return bad(edge, "an item outside of the vocabulary");
        }
        let is_no_score = |score: &f32| !(0.0 < *score && *score <= MOST_STRENGTH);
        if let Some(edge) = columns.scores.iter().position(is_no_score) {
            return bad(edge, "a strength that is no number above zero and up to a million");
        }
        let n_functions = Function::ALL.len();
        let is_no_function = |&function: &u8| usize::from(function) >= n_functions;
        if let Some(edge) = columns.functions.iter().position(is_no_function) {
            return bad(edge, "an unknown function");
        }
        let is_no_grade = |&grade: &u8| usize::from(grade) >= Grade::ALL.len();
        if let Some(edge) = columns.grades.iter().position(is_no_grade) {
            return bad(edge, "an unknown grade");
        }
        let is_no_count = |expected: &f32| !(expected.is_finite() && *expected >= 0.0);
        if let Some(edge) = columns.by_chance.iter().position(is_no_count) {
            return bad(edge, "a number by chance that is no number from 0 on");
        }
        let (_, rates) = columns.chance.columns();
        if rates.len() != n_items {
            let (column, found) = ("rates", rates.len());
            return Err(GraphError::Length { column, found, expected: n_items });
        }
        let of_seasons = columns.seasons.columns();
        let (found, n_seasons) = (of_seasons.orders_with.len(), of_seasons.even_orders.len());
        if found != n_items * n_seasons {
            let (column, expected) = ("orders by season", n_items * n_seasons);
            return Err(GraphError::Length { column, found, expected });
        }
        // The row that met an item last.
        let mut seen = vec![u32::MAX; n_items];
        let mut start = 0;
        for (row, &found) in columns.ends.iter().enumerate() {
            if found < start || found > n_edges as u64 {
                return Err(GraphError::End { row, found, start, n_edges: n_edges as u64 });
            }
            if found - start > columns.most_edges.into() {
                return bad(start as usize, "more edges beside it than a row may have");
            }
            let scores = &columns.scores[start as usize..found as usize];
            if let Some(place) = scores.windows(2).position(|pair| pair[0] < pair[1]) {
                return bad(start as usize + place + 1, "more strength than the edge before it");
            }
            let row_items = &columns.items[start as usize..found as usize];
            let is_out_of_turn = |place: usize| {
                scores[place] == scores[place + 1] && row_items[place] >= row_items[place + 1]
            };
            if let Some(place) = (1..scores.len()).position(|next| is_out_of_turn(next - 1)) {
                return bad(
                    start as usize + place + 1,
                    "the strength of the edge before it and no higher item",
                );
            }
            for (place, &item) in row_items.iter().enumerate() {
                if item as usize == row || seen[item as usize] == row as u32 {
                    return bad(
                        start as usize + place,
                        "its own anchor or an item that the row has already",
                    );
                }
                seen[item as usize] = row as u32;
            }
            start = found;
        }
        if start != n_edges as u64 {
            return bad(start as usize, "no row");
        }
        Ok(Self { columns })
    }

    /// The same graph with other functions, in the sequence of the edges, and how probable each is in
    /// 255ths. Costs one pass over all columns.
    ///
    /// # Errors
    ///
    /// Columns that are not as long as there are edges; an unknown function.
    pub fn with_functions(
        self,
        functions: Vec<u8>,
        certainties: Vec<u8>,
    ) -> Result<Self, GraphError> {
        Self::new(GraphColumns { functions, certainties, ..self.columns })
    }

    /// The same graph with other grades and numbers of buyers, in the sequence of the edges. Costs one
    /// pass over all columns.
    ///
    /// # Errors
    ///
    /// Not as many of either as there are edges; an unknown grade.
    pub fn with_grades(self, grades: Vec<u8>, buyers: Vec<u32>) -> Result<Self, GraphError> {
        Self::new(GraphColumns { grades, buyers, ..self.columns })
    }

    /// What [`Graph::new`] takes.
    #[must_use]
    pub fn columns(&self) -> &GraphColumns {
        &self.columns
    }

    /// The edges of `anchor`, strongest first.
    ///
    /// # Panics
    ///
    /// Where the number comes from another vocabulary and is too large for this one.
    #[must_use]
    pub fn row(&self, anchor: ItemIndex) -> Row<'_> {
        let columns = &self.columns;
        let row = anchor.position();
        let start = if row == 0 { 0 } else { columns.ends[row - 1] as usize };
        Row { columns, anchor: anchor.0, start, end: columns.ends[row] as usize }
    }

    /// The edge from `anchor` to `item`, where it was kept. Costs one pass over the row.
    #[must_use]
    pub fn edge(&self, anchor: ItemIndex, item: ItemIndex) -> Option<EdgeRef<'_>> {
        self.row(anchor).find(item)
    }

    /// The edge of `anchor` at [`EdgeRef::place`].
    ///
    /// # Panics
    ///
    /// Where there is no such edge.
    pub(crate) fn edge_at(&self, anchor: ItemIndex, place: usize) -> EdgeRef<'_> {
        assert!(place < self.n_edges(), "edge {place} of {}", self.n_edges());
        EdgeRef { columns: &self.columns, anchor: anchor.0, place }
    }

    /// Orders with both of any two items that chance alone would give, season by season; at most as many as either was
    /// in. Costs two exponentials for each of at most 32 sizes of orders, and a pass over the seasons.
    ///
    /// # Panics
    ///
    /// Where there is no such item.
    #[must_use]
    pub fn expected(&self, a: ItemIndex, b: ItemIndex) -> f64 {
        let most = self.n_orders_with(a).min(self.n_orders_with(b));
        let GraphColumns { chance, seasons, .. } = &self.columns;
        expected(chance, seasons, [a, b], most)
    }

    /// What is known to have been counted of two items that no edge joins, seen from `anchor`: no order holds both, where
    /// either keeps all that it was ever bought with.
    ///
    /// # Panics
    ///
    /// Where there is no such item.
    #[must_use]
    pub fn without_edge(&self, anchor: ItemIndex, item: ItemIndex) -> Evidence {
        Evidence {
            with_anchor: self.n_orders_with(anchor),
            with_item: self.n_orders_with(item),
            n_orders: self.columns.n_orders,
            n_orders_cut: self.columns.n_orders_cut,
            by_chance: self.expected(anchor, item) as f32,
            age_days: NO_AGE,
            ..Evidence::default()
        }
    }

    /// Whether the row of `item` may have been cut: what it does not hold was not counted.
    ///
    /// # Panics
    ///
    /// Where there is no such item.
    #[must_use]
    pub fn is_cut(&self, item: ItemIndex) -> bool {
        self.row(item).len() >= self.columns.most_edges as usize
    }

    /// How many edges there are.
    #[must_use]
    pub fn n_edges(&self) -> usize {
        self.columns.items.len()
    }

    /// Orders with `item`.
    #[must_use]
    pub fn n_orders_with(&self, item: ItemIndex) -> u32 {
        self.columns.n_orders_with[item.position()]
    }

    /// All orders.
    #[must_use]
    pub fn n_orders(&self) -> u32 {
        self.columns.n_orders
    }
}

/// Orders with both of two items that chance alone would give, season by season; not more than `most`.
pub(crate) fn expected(
    chance: &Chance,
    seasons: &Seasons,
    items: [ItemIndex; 2],
    most: u32,
) -> f64 {
    let [a, b] = items.map(ItemIndex::position);
    (chance.expected(a, b) * seasons.factor(a, b)).min(most.into())
}

impl<'a> Row<'a> {
    /// Where the edges lead, strongest first: numbers of [`ItemIndex`].
    #[must_use]
    pub fn items(&self) -> &'a [u32] {
        &self.columns.items[self.start..self.end]
    }

    /// How strong they are, in the same sequence.
    #[must_use]
    pub fn scores(&self) -> &'a [f32] {
        &self.columns.scores[self.start..self.end]
    }

    /// What they are, in the same sequence: places in [`Function::ALL`].
    #[must_use]
    pub fn functions(&self) -> &'a [u8] {
        &self.columns.functions[self.start..self.end]
    }

    /// How probable that is in 255ths, in the same sequence.
    #[must_use]
    pub fn certainties(&self) -> &'a [u8] {
        &self.columns.certainties[self.start..self.end]
    }

    /// How many edges the row has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.end - self.start
    }

    /// Whether the row has no edge.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// The edge at `place` of the row.
    #[must_use]
    pub fn get(&self, place: usize) -> Option<EdgeRef<'a>> {
        let place = self.start + place;
        (place < self.end).then_some(EdgeRef { columns: self.columns, anchor: self.anchor, place })
    }

    /// The edge to `item`. Costs one pass over the row.
    #[must_use]
    pub fn find(&self, item: ItemIndex) -> Option<EdgeRef<'a>> {
        self.get(self.items().iter().position(|&other| other == item.0)?)
    }

    /// The edges, strongest first.
    pub fn iter(&self) -> impl Iterator<Item = EdgeRef<'a>> + use<'a> {
        let (columns, anchor) = (self.columns, self.anchor);
        (self.start..self.end).map(move |place| EdgeRef { columns, anchor, place })
    }
}

impl EdgeRef<'_> {
    /// Where the edge starts.
    #[must_use]
    pub fn anchor(&self) -> ItemIndex {
        ItemIndex(self.anchor)
    }

    /// Where it leads.
    #[must_use]
    pub fn item(&self) -> ItemIndex {
        ItemIndex(self.columns.items[self.place])
    }

    /// Where it stands among all edges of the graph.
    pub(crate) fn place(&self) -> usize {
        self.place
    }

    /// How strong it is: comparable among edges of one graph.
    #[must_use]
    pub fn score(&self) -> f32 {
        self.columns.scores[self.place]
    }

    /// What the item is to the anchor.
    #[must_use]
    pub fn function(&self) -> Function {
        Function::ALL[usize::from(self.columns.functions[self.place])]
    }

    /// How probable that is, by all that is known of the two. Range `0.0..=1.0`.
    #[must_use]
    pub fn certainty(&self) -> f32 {
        f32::from(self.columns.certainties[self.place]) / 255.0
    }

    /// How much evidence ties the two.
    #[must_use]
    pub fn grade(&self) -> Grade {
        Grade::ALL[usize::from(self.columns.grades[self.place])]
    }

    /// All that was counted of the two.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        let (columns, place) = (self.columns, self.place);
        Evidence {
            together: columns.together[place],
            with_anchor: columns.n_orders_with[self.anchor as usize],
            with_item: columns.n_orders_with[columns.items[place] as usize],
            n_orders: columns.n_orders,
            n_orders_cut: columns.n_orders_cut,
            buyers: columns.buyers[place],
            anchor_first: columns.anchor_first[place],
            item_first: columns.item_first[place],
            age_days: columns.age_days[place],
            by_chance: columns.by_chance[place],
        }
    }
}
