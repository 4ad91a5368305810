//! What a Parquet file claims about itself, looked at before the Parquet reader believes it.
//!
//! In: the footer, and the headers of all wanted pages. Out: nothing, or why the file is refused: a
//! page tells in front of it how large it will be once unpacked and how many values it holds, and a
//! few damaged bytes would have the reader ask for gigabytes, which ends the program instead of the
//! reading. Costs a look every megabyte or so. Deliberately absent: what the values are.

mod footer;
mod pages;
mod lengths;
mod thrift;
mod shapes;

use parquet::errors::ParquetError;

pub(super) use footer::check_footer;
pub(super) use pages::check_pages;

fn refused(claim: String) -> ParquetError {
    ParquetError::General(format!("claims {claim}"))
}
