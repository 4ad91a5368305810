//! Parquet: only the wanted columns are read, batch after batch.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::RecordBatchReader;
use arrow_schema::{DataType, Field, Schema};
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};
use parquet::errors::ParquetError;
use parquet::file::reader::ChunkReader;

use crate::error::ReadError;

use super::chunk::{Chunk, ROWS_A_CHUNK};
use super::claims;
use super::column::Column;
use super::contained::contained;
use super::row::{Cells, Row};
use super::source::{BytesRead, Source};
use super::{Projection, TakeRows};

pub(super) const ROWS_A_BATCH: usize = 2_048;

/// An open Parquet file.
pub(crate) struct ColumnarFile {
    file: PathBuf,
    builder: Builder,
    header: Vec<String>,
    kinds: Vec<DataType>,
    n_rows: u64,
    size_bytes: u64,
    bytes_read: BytesRead,
}

/// A file on a disk and one in memory are of different types to the Parquet reader.
enum Builder {
    Disk(Opened<File>),
    Memory(Opened<Bytes>),
}

/// A source, and what will read it once the wanted columns are known.
type Opened<R> = (Arc<R>, ParquetRecordBatchReaderBuilder<R>);

impl ColumnarFile {
    /// Reads the footer of `source`.
    pub(super) fn open(
        file: &Path,
        source: Source,
        bytes_read: &BytesRead,
    ) -> Result<Self, ReadError> {
        let size_bytes = source.size_bytes();
        if size_bytes == 0 {
            return Err(ReadError::EmptyFile { file: file.into() });
        }
        let damaged = |source| ReadError::Parquet { file: file.into(), source };
        let builder = match source {
            Source::Disk(disk) => contained(|| opened(disk).map(Builder::Disk)),
            Source::Memory(bytes) => contained(|| opened(bytes).map(Builder::Memory)),
        };
        let builder = builder.map_err(damaged)?;
        let (schema, metadata) = match &builder {
            Builder::Disk((_, builder)) => (builder.schema(), builder.metadata()),
            Builder::Memory((_, builder)) => (builder.schema(), builder.metadata()),
        };
        let n_rows = u64::try_from(metadata.file_metadata().num_rows())
            .map_err(|_| damaged(ParquetError::General("negative number of rows".to_owned())))?;
        let header = schema.fields().iter().map(|field| field.name().clone()).collect();
        let kinds = schema.fields().iter().map(|field| field.data_type().clone()).collect();
        let (file, bytes_read) = (file.into(), bytes_read.clone());
        Ok(Self { file, builder, header, kinds, n_rows, size_bytes, bytes_read })
    }

    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    pub(super) fn has_cells(&self, place: usize) -> bool {
        self.kinds.get(place).is_some_and(Column::understands)
    }

    pub(super) fn for_each_row<E: From<ReadError>>(
        self,
        projection: &Projection,
        taker: &mut impl TakeRows<E>,
    ) -> Result<(), E> {
        let Self { file, builder, header, kinds, n_rows, size_bytes, bytes_read } = self;
        let damaged = |source| ReadError::Parquet { file: file.clone(), source };
        let misunderstood = |place: usize| ReadError::ColumnType {
            file: file.clone(),
            column: header[place].clone(),
            found: kinds[place].to_string(),
        };
        for place in projection.iter().flatten().copied() {
            if !Column::understands(&kinds[place]) {
                return Err(misunderstood(place).into());
            }
        }
        let batches = contained(|| match builder {
            Builder::Disk((disk, builder)) => batches(&disk, builder, projection),
            Builder::Memory((bytes, builder)) => batches(&bytes, builder, projection),
        });
        let mut batches = batches.map_err(damaged)?;
        let places = places_in_batch(projection);
        let read_schema = batches.schema();
        let mut number = 0;
        let mut next = || contained(|| batches.next().transpose().map_err(ParquetError::from));
        while let Some(batch) = next().map_err(damaged)? {
            let mut columns = Vec::with_capacity(projection.len());
            for (wanted, place) in projection.iter().zip(&places) {
                columns.push(match (wanted, place) {
                    (Some(wanted), Some(place)) => {
                        debug_assert_eq!(read_schema.field(*place).name(), &header[*wanted]);
                        Column::new(batch.column(*place)).ok_or_else(|| misunderstood(*wanted))?
                    }
                    (Some(_), None) | (None, _) => Column::Absent,
                });
            }
            for start in (0..batch.num_rows()).step_by(ROWS_A_CHUNK) {
                let places = start..batch.num_rows().min(start + ROWS_A_CHUNK);
                if taker.take_chunk(&Chunk { columns: &columns, places: places.clone() })? {
                    number += places.len() as u64;
                } else {
                    for place in places {
                        number += 1;
                        let cells = Cells::Columns { columns: &columns, projection, place };
                        taker.take_row(&Row { cells, number })?;
                    }
                }
                let share = number.min(n_rows) as f64 / n_rows.max(1) as f64;
                bytes_read.set((size_bytes as f64 * share) as u64);
            }
        }
        bytes_read.set(size_bytes);
        if number != n_rows {
            return Err(ReadError::RowCount { file, found: number, expected: n_rows }.into());
        }
        Ok(())
    }
}

/// Reads the footer of `source`.
fn opened<R: ChunkReader + Reopened + 'static>(source: R) -> Result<Opened<R>, ParquetError> {
    claims::check_footer(&source)?;
    let found = ArrowReaderMetadata::load(&source, ArrowReaderOptions::new())?;
    let fields = found.schema().fields().iter().map(|field| as_view(field));
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let options = ArrowReaderOptions::new().with_schema(schema);
    let metadata = ArrowReaderMetadata::try_new(Arc::clone(found.metadata()), options)?;
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(source.reopened()?, metadata);
    Ok((Arc::new(source), builder))
}

/// The same column, its texts not copied out of their dictionary: one long text, repeated by a few
/// bytes on every row of a batch, would fill the memory.
fn as_view(field: &Field) -> Field {
    let kind = match field.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 => DataType::Utf8View,
        DataType::Binary | DataType::LargeBinary => DataType::BinaryView,
        other => other.clone(),
    };
    field.clone().with_data_type(kind)
}

/// A second way to read the same bytes.
trait Reopened: Sized {
    fn reopened(&self) -> Result<Self, ParquetError>;
}

impl Reopened for File {
    fn reopened(&self) -> Result<Self, ParquetError> {
        Ok(self.try_clone()?)
    }
}

impl Reopened for Bytes {
    fn reopened(&self) -> Result<Self, ParquetError> {
        Ok(self.clone())
    }
}

fn batches<R: ChunkReader + 'static>(
    source: &Arc<R>,
    builder: ParquetRecordBatchReaderBuilder<R>,
    projection: &Projection,
) -> Result<ParquetRecordBatchReader, ParquetError> {
    let wanted: Vec<usize> = projection.iter().flatten().copied().collect();
    claims::check_pages(source, builder.metadata(), &wanted)?;
    let mask = ProjectionMask::roots(builder.parquet_schema(), wanted);
    builder.with_projection(mask).with_batch_size(ROWS_A_BATCH).build()
}

/// Where each wanted column stands in a batch: batches keep the columns of the file in the file's
/// sequence, each once.
fn places_in_batch(projection: &Projection) -> Vec<Option<usize>> {
    let mut read: Vec<usize> = projection.iter().flatten().copied().collect();
    read.sort_unstable();
    read.dedup();
    let place = |wanted: &Option<usize>| wanted.and_then(|wanted| read.binary_search(&wanted).ok());
    projection.iter().map(place).collect()
}
