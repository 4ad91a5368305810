//! What the structs of a Parquet file hold: field numbers and types, as far as they are known.
//!
//! The Parquet reader does not ask for the types of fields that it knows. Where one is of another
//! type it reads on in the wrong place, and finds there whatever a hostile file wants it to find.
//!
//! Source: `parquet.thrift` of the Apache Parquet format, release 2.12, and what release 60 of the
//! crate `parquet` knows beyond it: with another release of the crate both are to be compared again.

use std::fmt;

/// A struct's name, which of them it is to who listens, and its fields.
pub(super) struct Shape {
    pub(super) name: &'static str,
    pub(super) role: Role,
    fields: &'static [(i64, Kind)],
    /// Fields without which the Parquet reader takes none.
    required: &'static [i64],
}

/// The structs that are listened to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Footer,
    SchemaElement,
    PageHeader,
    DataPage,
    DictionaryPage,
    NewDataPage,
    Other,
}

/// What a field holds.
pub(super) enum Kind {
    Truth,
    Byte,
    /// Of two, four or eight bytes, which are written alike; enums, too.
    Number,
    Double,
    /// A text or bytes.
    Text,
    Struct(&'static Shape),
    List(&'static Kind),
}

impl Shape {
    /// What field `id` holds, where it is known.
    pub(super) fn kind(&self, id: i64) -> Option<&'static Kind> {
        self.fields.iter().find(|(known, _)| *known == id).map(|(_, kind)| kind)
    }

    /// The first required field that is not among those of `seen`, where bit n stands for field n.
    pub(super) fn lacks(&self, seen: u64) -> Option<i64> {
        self.required.iter().copied().find(|&id| seen & (1 << id) == 0)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truth => f.write_str("a truth value"),
            Self::Byte => f.write_str("a byte"),
            Self::Number => f.write_str("a whole number"),
            Self::Double => f.write_str("a float"),
            Self::Text => f.write_str("a text"),
            Self::Struct(shape) => f.write_str(shape.name),
            Self::List(_) => f.write_str("a list"),
        }
    }
}

macro_rules! shape {
    ($constant:ident, $name:literal, $role:ident, [$($required:literal),*], $($id:literal: $kind:expr),*) => {
        pub(super) static $constant: Shape = Shape {
            name: $name,
            role: Role::$role,
            fields: &[$(($id, $kind)),*],
            required: &[$($required),*],
        };
    };
    ($constant:ident, $name:literal, $($id:literal: $kind:expr),*) => {
        shape!($constant, $name, Other, [], $($id: $kind),*);
    };
}

use Kind::{Byte, Double, List, Number, Struct, Text, Truth};

shape!(FOOTER, "FileMetaData", Footer, [1, 2, 3, 4],
    1: Number, 2: List(&Struct(&SCHEMA_ELEMENT)), 3: Number, 4: List(&Struct(&ROW_GROUP)),
    5: List(&Struct(&KEY_VALUE)), 6: Text, 7: List(&Struct(&COLUMN_ORDER)),
    8: Struct(&ENCRYPTION), 9: Text);
shape!(KEY_VALUE, "KeyValue", Other, [1], 1: Text, 2: Text);
shape!(COLUMN_ORDER, "ColumnOrder", 1: Struct(&EMPTY), 2: Struct(&EMPTY), 3: Struct(&EMPTY));
shape!(ENCRYPTION, "EncryptionAlgorithm", 1: Struct(&AES), 2: Struct(&AES));
shape!(AES, "AesGcmV1", 1: Text, 2: Text, 3: Truth);

shape!(SCHEMA_ELEMENT, "SchemaElement", SchemaElement, [4],
    1: Number, 2: Number, 3: Number, 4: Text, 5: Number, 6: Number, 7: Number, 8: Number,
    9: Number, 10: Struct(&LOGICAL_TYPE));
shape!(LOGICAL_TYPE, "LogicalType",
    1: Struct(&EMPTY), 2: Struct(&EMPTY), 3: Struct(&EMPTY), 4: Struct(&EMPTY),
    5: Struct(&DECIMAL_TYPE), 6: Struct(&EMPTY), 7: Struct(&TIME_TYPE), 8: Struct(&TIME_TYPE),
    10: Struct(&INT_TYPE), 11: Struct(&EMPTY), 12: Struct(&EMPTY), 13: Struct(&EMPTY),
    14: Struct(&EMPTY), 15: Struct(&EMPTY), 16: Struct(&VARIANT_TYPE), 17: Struct(&GEO_TYPE),
    18: Struct(&GEO_TYPE), 19: Struct(&EMPTY));
shape!(DECIMAL_TYPE, "DecimalType", 1: Number, 2: Number);
shape!(TIME_TYPE, "TimestampType", 1: Truth, 2: Struct(&TIME_UNIT));
shape!(TIME_UNIT, "TimeUnit", 1: Struct(&EMPTY), 2: Struct(&EMPTY), 3: Struct(&EMPTY));
shape!(INT_TYPE, "IntType", 1: Byte, 2: Truth);
shape!(VARIANT_TYPE, "VariantType", 1: Byte);
shape!(GEO_TYPE, "GeographyType", 1: Text, 2: Number);

shape!(ROW_GROUP, "RowGroup", Other, [1, 2, 3],
    1: List(&Struct(&COLUMN_CHUNK)), 2: Number, 3: Number, 4: List(&Struct(&SORTING_COLUMN)),
    5: Number, 6: Number, 7: Number);
shape!(SORTING_COLUMN, "SortingColumn", Other, [1, 2, 3], 1: Number, 2: Truth, 3: Truth);
shape!(COLUMN_CHUNK, "ColumnChunk",
    1: Text, 2: Number, 3: Struct(&COLUMN_METADATA), 4: Number, 5: Number, 6: Number, 7: Number,
    8: Struct(&COLUMN_CRYPTO), 9: Text);
shape!(COLUMN_CRYPTO, "ColumnCryptoMetaData", 1: Struct(&EMPTY), 2: Struct(&COLUMN_KEY));
shape!(COLUMN_KEY, "EncryptionWithColumnKey", 1: List(&Text), 2: Text);
shape!(COLUMN_METADATA, "ColumnMetaData", Other, [1, 2, 3, 4, 5, 6, 7, 9],
    1: Number, 2: List(&Number), 3: List(&Text), 4: Number, 5: Number, 6: Number, 7: Number,
    8: List(&Struct(&KEY_VALUE)), 9: Number, 10: Number, 11: Number, 12: Struct(&STATISTICS),
    13: List(&Struct(&ENCODING_STATS)), 14: Number, 15: Number, 16: Struct(&SIZE_STATISTICS),
    17: Struct(&GEO_STATISTICS));
shape!(STATISTICS, "Statistics",
    1: Text, 2: Text, 3: Number, 4: Number, 5: Text, 6: Text, 7: Truth, 8: Truth,
    9: Number);
shape!(ENCODING_STATS, "PageEncodingStats", Other, [1, 2, 3], 1: Number, 2: Number, 3: Number);
shape!(SIZE_STATISTICS, "SizeStatistics", 1: Number, 2: List(&Number), 3: List(&Number));
shape!(GEO_STATISTICS, "GeospatialStatistics", 1: Struct(&BOUNDING_BOX), 2: List(&Number));
shape!(BOUNDING_BOX, "BoundingBox",
    1: Double, 2: Double, 3: Double, 4: Double, 5: Double, 6: Double, 7: Double, 8: Double);

shape!(PAGE_HEADER, "PageHeader", PageHeader, [1, 2, 3],
    1: Number, 2: Number, 3: Number, 4: Number, 5: Struct(&DATA_PAGE), 6: Struct(&EMPTY),
    7: Struct(&DICTIONARY_PAGE), 8: Struct(&DATA_PAGE_2));
shape!(DATA_PAGE, "DataPageHeader", DataPage, [1, 2, 3, 4],
    1: Number, 2: Number, 3: Number, 4: Number, 5: Struct(&STATISTICS));
shape!(DICTIONARY_PAGE, "DictionaryPageHeader", DictionaryPage, [1, 2], 1: Number, 2: Number, 3: Truth);
shape!(DATA_PAGE_2, "DataPageHeaderV2", NewDataPage, [1, 2, 3, 4, 5, 6],
    1: Number, 2: Number, 3: Number, 4: Number, 5: Number, 6: Number, 7: Truth,
    8: Struct(&STATISTICS));
// A struct whose fields say something by being there.
shape!(EMPTY, "an empty struct",);
