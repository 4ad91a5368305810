//! One column of some rows, in one of few shapes.

use std::ops::Range;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type,
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{
    Array, ArrayRef, BinaryArray, BinaryViewArray, BooleanArray, Decimal128Array, Float32Array,
    Float64Array, Int64Array, LargeBinaryArray, LargeStringArray, PrimitiveArray, StringArray,
    StringViewArray,
};
use arrow_schema::{DataType, TimeUnit};

use crate::cell::Cell;

use super::plain_cells::PlainColumn;

const MILLISECONDS_A_DAY: i64 = 86_400_000;

/// The cells of one column.
pub(crate) enum Column<'t> {
    Absent,
    /// Of lines of text.
    Plain(PlainColumn<'t>),
    Text(StringArray),
    LargeText(LargeStringArray),
    TextView(StringViewArray),
    Bytes(BinaryArray),
    LargeBytes(LargeBinaryArray),
    BytesView(BinaryViewArray),
    Booleans(BooleanArray),
    Integers(Int64Array),
    Floats(Float64Array),
    NarrowFloats(Float32Array),
    Decimals {
        digits: Decimal128Array,
        scale: i8,
    },
    /// Unit: days since 1970.
    Days(Int64Array),
    /// Unit: seconds since 1970 in UTC.
    Moments(Int64Array),
    Dictionary {
        keys: ArrayRef,
        places: Vec<usize>,
        values: Box<Column<'static>>,
    },
}

impl Column<'static> {
    /// Whether columns of `kind` hold cells that are understood.
    pub(super) fn understands(kind: &DataType) -> bool {
        match kind {
            DataType::Null
            | DataType::Boolean
            | DataType::Int8
            | DataType::Int16
            | DataType::Int32
            | DataType::Int64
            | DataType::UInt8
            | DataType::UInt16
            | DataType::UInt32
            | DataType::UInt64
            | DataType::Float32
            | DataType::Float64
            | DataType::Timestamp(..)
            | DataType::Date32
            | DataType::Date64
            | DataType::Utf8
            | DataType::LargeUtf8
            | DataType::Utf8View
            | DataType::Binary
            | DataType::LargeBinary
            | DataType::BinaryView
            | DataType::Decimal32(..)
            | DataType::Decimal64(..)
            | DataType::Decimal128(..) => true,
            DataType::Dictionary(_, values) => Self::understands(values),
            _ => false,
        }
    }

    /// The cells of `array`; nothing where its type is not understood.
    pub(super) fn new(array: &dyn Array) -> Option<Self> {
        Some(match array.data_type() {
            DataType::Null => Self::Absent,
            DataType::Boolean => Self::Booleans(array.as_boolean().clone()),
            DataType::Int8 => integers::<Int8Type>(array),
            DataType::Int16 => integers::<Int16Type>(array),
            DataType::Int32 => integers::<Int32Type>(array),
            DataType::Int64 => Self::Integers(array.as_primitive::<Int64Type>().clone()),
            DataType::UInt8 => integers::<UInt8Type>(array),
            DataType::UInt16 => integers::<UInt16Type>(array),
            DataType::UInt32 => integers::<UInt32Type>(array),
            DataType::UInt64 => {
                let digits = array.as_primitive::<UInt64Type>().unary(i128::from);
                Self::Decimals { digits, scale: 0 }
            }
            DataType::Float32 => Self::NarrowFloats(array.as_primitive::<Float32Type>().clone()),
            DataType::Float64 => Self::Floats(array.as_primitive::<Float64Type>().clone()),
            DataType::Decimal32(_, scale) => {
                let digits = array.as_primitive::<Decimal32Type>().unary(i128::from);
                Self::Decimals { digits, scale: *scale }
            }
            DataType::Decimal64(_, scale) => {
                let digits = array.as_primitive::<Decimal64Type>().unary(i128::from);
                Self::Decimals { digits, scale: *scale }
            }
            DataType::Decimal128(_, scale) => {
                let digits = array.as_primitive::<Decimal128Type>().clone();
                Self::Decimals { digits, scale: *scale }
            }
            DataType::Date32 => {
                let days = array.as_primitive::<Date32Type>();
                Self::Days(days.unary(i64::from))
            }
            DataType::Date64 => {
                let array: &PrimitiveArray<Date64Type> = array.as_primitive();
                Self::Days(array.unary(|milliseconds| milliseconds.div_euclid(MILLISECONDS_A_DAY)))
            }
            DataType::Timestamp(TimeUnit::Second, _) => moments::<TimestampSecondType>(array, 1),
            DataType::Timestamp(TimeUnit::Millisecond, _) => {
                moments::<TimestampMillisecondType>(array, 1_000)
            }
            DataType::Timestamp(TimeUnit::Microsecond, _) => {
                moments::<TimestampMicrosecondType>(array, 1_000_000)
            }
            DataType::Timestamp(TimeUnit::Nanosecond, _) => {
                moments::<TimestampNanosecondType>(array, 1_000_000_000)
            }
            DataType::Utf8 => {
                let array: &StringArray = array.as_string();
                if array.iter().flatten().all(is_text) {
                    Self::Text(array.clone())
                } else {
                    Self::Bytes(array.clone().into())
                }
            }
            DataType::LargeUtf8 => {
                let array: &LargeStringArray = array.as_string();
                if array.iter().flatten().all(is_text) {
                    Self::LargeText(array.clone())
                } else {
                    Self::LargeBytes(array.clone().into())
                }
            }
            DataType::Utf8View => {
                let array = array.as_string_view();
                // Most ids are short, lie in their views, and are plain.
                let is_plain = |&view: &u128| view as u32 <= 12 && view & NOT_ASCII == 0;
                if array.views().iter().all(is_plain) || array.iter().flatten().all(is_text) {
                    Self::TextView(array.clone())
                } else {
                    Self::BytesView(array.clone().to_binary_view())
                }
            }
            DataType::Binary => Self::Bytes(array.as_binary().clone()),
            DataType::LargeBinary => Self::LargeBytes(array.as_binary().clone()),
            DataType::BinaryView => Self::BytesView(array.as_binary_view().clone()),
            DataType::Dictionary(..) => {
                let dictionary = array.as_any_dictionary_opt()?;
                if dictionary.values().is_empty() {
                    return Some(Self::Absent);
                }
                Self::Dictionary {
                    keys: dictionary.keys().slice(0, dictionary.keys().len()),
                    places: dictionary.normalized_keys(),
                    values: Box::new(Self::new(dictionary.values().as_ref())?),
                }
            }
            _ => return None,
        })
    }
}

impl Column<'_> {
    /// The cell at `place`; a float that is not a number stands for nothing, as data frames
    /// write it.
    pub(super) fn cell(&self, place: usize) -> Cell<'_> {
        let mut found = Cell::Absent;
        self.each_cell(place..place + 1, |cell| {
            found = cell;
            true
        });
        found
    }

    /// Sets the flag of each place but the first of `places` whose cell may differ from the one before;
    /// of cells without a flag that is certain: they are the same.
    pub(super) fn flag_changes(&self, places: Range<usize>, flags: &mut [bool]) {
        let pairs = flags.iter_mut().skip(1).zip(places.clone().zip(places.skip(1)));
        match self {
            Self::Absent => {}
            Self::TextView(array) if array.null_count() == 0 => {
                // Short texts lie in their views; long ones that are repeated mostly share theirs.
                let views = array.views();
                pairs.for_each(|(flag, (before, at))| *flag |= views[before] != views[at]);
            }
            Self::Integers(array) | Self::Days(array) | Self::Moments(array)
                if array.null_count() == 0 =>
            {
                let values = array.values();
                pairs.for_each(|(flag, (before, at))| *flag |= values[before] != values[at]);
            }
            Self::Plain(column) => {
                let bytes = |at| &column.bytes()[column.range(at)];
                pairs.for_each(|(flag, (before, at))| *flag |= bytes(before) != bytes(at));
            }
            Self::Text(_)
            | Self::LargeText(_)
            | Self::TextView(_)
            | Self::Bytes(_)
            | Self::LargeBytes(_)
            | Self::BytesView(_)
            | Self::Booleans(_)
            | Self::Integers(_)
            | Self::Floats(_)
            | Self::NarrowFloats(_)
            | Self::Decimals { .. }
            | Self::Days(_)
            | Self::Moments(_)
            | Self::Dictionary { .. } => {
                pairs.for_each(|(flag, (before, at))| *flag |= self.cell(before) != self.cell(at));
            }
        }
    }

    /// Hands the cells at `places` to `take` until it takes one no more; whether it took all.
    ///
    /// What kind of column it is is asked once, not for every cell; of a dictionary's entries for
    /// every cell.
    #[inline]
    pub(super) fn each_cell<'c>(
        &'c self,
        mut places: impl Iterator<Item = usize>,
        mut take: impl FnMut(Cell<'c>) -> bool,
    ) -> bool {
        match self {
            Self::Absent => places.all(|_| take(Cell::Absent)),
            Self::Plain(column) => match column.text() {
                Some(all) => places.all(|at| take(text(&all[column.range(at)]))),
                None => places.all(|at| take(bytes(&column.bytes()[column.range(at)]))),
            },
            Self::Text(array) => {
                places.all(|at| take(present(array, at, |at| text(array.value(at)))))
            }
            Self::LargeText(array) => {
                places.all(|at| take(present(array, at, |at| text(array.value(at)))))
            }
            Self::TextView(array) => {
                places.all(|at| take(present(array, at, |at| text(array.value(at)))))
            }
            Self::Bytes(array) => {
                places.all(|at| take(present(array, at, |at| bytes(array.value(at)))))
            }
            Self::LargeBytes(array) => {
                places.all(|at| take(present(array, at, |at| bytes(array.value(at)))))
            }
            Self::BytesView(array) => {
                places.all(|at| take(present(array, at, |at| bytes(array.value(at)))))
            }
            Self::Booleans(array) => places.all(|at| {
                let word = |at| Cell::Text(if array.value(at) { "true" } else { "false" });
                take(present(array, at, word))
            }),
            Self::Integers(array) => {
                places.all(|at| take(present(array, at, |at| Cell::Integer(array.value(at)))))
            }
            Self::Floats(array) => places.all(|at| {
                take(present(array, at, |at| match array.value(at) {
                    number if number.is_nan() => Cell::Absent,
                    number => Cell::Float(number),
                }))
            }),
            Self::NarrowFloats(array) => places.all(|at| {
                take(present(array, at, |at| match array.value(at) {
                    number if number.is_nan() => Cell::Absent,
                    number => Cell::NarrowFloat(number),
                }))
            }),
            Self::Decimals { digits, scale } => places.all(|at| {
                let decimal = |at| Cell::Decimal { digits: digits.value(at), scale: *scale };
                take(present(digits, at, decimal))
            }),
            Self::Days(array) => {
                places.all(|at| take(present(array, at, |at| Cell::Day(array.value(at)))))
            }
            Self::Moments(array) => {
                places.all(|at| take(present(array, at, |at| Cell::Moment(array.value(at)))))
            }
            Self::Dictionary { keys, places: entries, values } => {
                places.all(|at| take(present(keys, at, |at| values.cell(entries[at]))))
            }
        }
    }
}

/// The highest bit of each of the twelve bytes of a short text in its view, behind its length.
const NOT_ASCII: u128 = 0x8080_8080_8080_8080_8080_8080_0000_0000;

/// Whether a text is one: the Parquet reader checks the texts of a page run together, and takes them
/// where one ends within a character and the next begins there.
fn is_text(text: &str) -> bool {
    std::str::from_utf8(text.as_bytes()).is_ok()
}

#[inline]
fn present<'a>(
    array: &'a (impl Array + ?Sized),
    place: usize,
    cell: impl FnOnce(usize) -> Cell<'a>,
) -> Cell<'a> {
    if array.is_null(place) { Cell::Absent } else { cell(place) }
}

#[inline]
fn text(text: &str) -> Cell<'_> {
    if text.is_empty() { Cell::Absent } else { Cell::Text(text) }
}

#[inline]
fn bytes(bytes: &[u8]) -> Cell<'_> {
    if bytes.is_empty() { Cell::Absent } else { Cell::Bytes(bytes) }
}

fn integers<T>(array: &dyn Array) -> Column<'static>
where
    T: ArrowPrimitiveType,
    i64: From<T::Native>,
{
    Column::Integers(array.as_primitive::<T>().unary(i64::from))
}

fn moments<T>(array: &dyn Array, units_a_second: i64) -> Column<'static>
where
    T: ArrowPrimitiveType<Native = i64>,
{
    let array: &PrimitiveArray<T> = array.as_primitive();
    Column::Moments(array.unary(|units| units.div_euclid(units_a_second)))
}
