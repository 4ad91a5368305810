//! Thrift's compact protocol, read field by field: how Parquet writes its footer and page headers.

use std::io::{self, Read};

use super::shapes::{Kind, Role, Shape};

/// How deep structs and lists may lie in each other: twice as deep as Parquet's own go.
const DEEPEST: u32 = 16;

/// Types of the compact protocol.
const TRUE: u8 = 1;
const FALSE: u8 = 2;
const I8: u8 = 3;
const I16: u8 = 4;
const I32: u8 = 5;
const I64: u8 = 6;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const SET: u8 = 10;
const STRUCT: u8 = 12;

/// Hears what a struct holds while it is walked through.
pub(super) trait Listener {
    /// A whole number in field `id` of a struct.
    fn number(&mut self, of: Role, id: i64, number: i64);

    /// A list of `length` in field `id` of a struct.
    fn list(&mut self, _of: Role, _id: i64, _length: u64) {}

    /// The end of a struct; an error ends the walk.
    fn end(&mut self, of: Role) -> io::Result<()>;
}

/// Bytes in the compact protocol.
pub(super) struct Compact<R> {
    source: R,
    n_read: u64,
}

impl<R: Read> Compact<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source, n_read: 0 }
    }

    /// How many bytes were read. Unit: bytes.
    pub(super) fn n_read(&self) -> u64 {
        self.n_read
    }

    /// Walks through a struct, every known field of which must be of its type.
    pub(super) fn walk(
        &mut self,
        shape: &'static Shape,
        listener: &mut impl Listener,
    ) -> io::Result<()> {
        self.walk_at(shape, listener, DEEPEST)
    }

    fn walk_at(
        &mut self,
        shape: &'static Shape,
        listener: &mut impl Listener,
        depth: u32,
    ) -> io::Result<()> {
        let depth = deeper(depth)?;
        let (mut id, mut seen) = (0, 0_u64);
        while let Some(found) = self.field(&mut id)? {
            if (0..64).contains(&id) {
                seen |= 1 << id;
            }
            match shape.kind(id) {
                Some(kind) if is_of(found, kind) => {
                    self.known(kind, (shape, id), listener, depth)?;
                }
                Some(kind) => {
                    let name = shape.name;
                    let what = format!("{name} field {id} of type {found}, expected {kind}");
                    return Err(io::Error::other(what));
                }
                None => self.step_over(found, depth)?,
            }
        }
        if let Some(id) = shape.lacks(seen) {
            return Err(io::Error::other(format!("{} without field {id}", shape.name)));
        }
        listener.end(shape.role)
    }

    /// Walks through the value of field `place`, which is of `kind`.
    fn known(
        &mut self,
        kind: &'static Kind,
        place: (&'static Shape, i64),
        listener: &mut impl Listener,
        depth: u32,
    ) -> io::Result<()> {
        match kind {
            Kind::Truth => Ok(()),
            Kind::Byte => self.byte().map(drop),
            Kind::Number => {
                let number = self.integer()?;
                listener.number(place.0.role, place.1, number);
                Ok(())
            }
            Kind::Double => self.bytes(8),
            Kind::Text => self.text(),
            Kind::Struct(shape) => self.walk_at(shape, listener, depth),
            Kind::List(element) => {
                let (found, length) = self.list()?;
                if length > 0 && !is_of(found, element) {
                    let (name, id) = (place.0.name, place.1);
                    let what = format!("{name} field {id} lists type {found}, expected {element}");
                    return Err(io::Error::other(what));
                }
                listener.list(place.0.role, place.1, length);
                let depth = deeper(depth)?;
                (0..length).try_for_each(|_| self.known(element, place, listener, depth))
            }
        }
    }

    /// Steps over a value that is not known. Lists of truth values are refused: Parquet has none,
    /// and its reader steps over them as if they took no bytes, however many there are.
    fn step_over(&mut self, kind: u8, depth: u32) -> io::Result<()> {
        let depth = deeper(depth)?;
        match kind {
            TRUE | FALSE => Ok(()),
            I8 => self.byte().map(drop),
            I16 | I32 | I64 => self.varint().map(drop),
            DOUBLE => self.bytes(8),
            BINARY => self.text(),
            LIST | SET => {
                let (kind, length) = self.list()?;
                if length > 0 && matches!(kind, TRUE | FALSE) {
                    return Err(io::Error::other("a list of truth values"));
                }
                (0..length).try_for_each(|_| self.step_over(kind, depth))
            }
            STRUCT => {
                let mut id = 0;
                while let Some(kind) = self.field(&mut id)? {
                    self.step_over(kind, depth)?;
                }
                Ok(())
            }
            other => Err(io::Error::other(format!("a field of type {other}"))),
        }
    }

    /// The type of the next field, whose number goes into `id`; nothing at the end of the struct.
    fn field(&mut self, id: &mut i64) -> io::Result<Option<u8>> {
        let byte = self.byte()?;
        let (step, kind) = (byte >> 4, byte & 0x0f);
        if kind == 0 {
            return Ok(None);
        }
        *id = if step == 0 { self.integer()? } else { id.saturating_add(i64::from(step)) };
        // The Parquet reader keeps 16 bits of it, and would take it for another field.
        match i16::try_from(*id) {
            Ok(_) => Ok(Some(kind)),
            Err(_) => Err(io::Error::other(format!("a field of number {id}"))),
        }
    }

    /// The type of a list's elements, and how many there are.
    fn list(&mut self) -> io::Result<(u8, u64)> {
        let byte = self.byte()?;
        let length = if byte >> 4 == 15 { self.varint()? } else { u64::from(byte >> 4) };
        Ok((byte & 0x0f, length))
    }

    fn integer(&mut self) -> io::Result<i64> {
        let zigzag = self.varint()?;
        Ok((zigzag >> 1) as i64 ^ -((zigzag & 1) as i64))
    }

    fn text(&mut self) -> io::Result<()> {
        let length = self.varint()?;
        self.bytes(length)
    }

    pub(super) fn varint(&mut self) -> io::Result<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(io::Error::other("a number of more than 64 bits"))
    }

    pub(super) fn byte(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        self.source.read_exact(&mut byte)?;
        self.n_read += 1;
        Ok(byte[0])
    }

    /// Steps over `length` bytes.
    pub(super) fn bytes(&mut self, length: u64) -> io::Result<()> {
        let n_read = io::copy(&mut self.source.by_ref().take(length), &mut io::sink())?;
        self.n_read += n_read;
        if n_read < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }
}

fn deeper(depth: u32) -> io::Result<u32> {
    depth.checked_sub(1).ok_or_else(|| io::Error::other("nests too deep"))
}

/// Whether a value of type `found` is read as `kind`. Whole numbers of two bytes and more are written
/// alike; truth values that are fields lie in the type itself.
fn is_of(found: u8, kind: &Kind) -> bool {
    match kind {
        Kind::Truth => matches!(found, TRUE | FALSE),
        Kind::Byte => found == I8,
        Kind::Number => matches!(found, I16 | I32 | I64),
        Kind::Double => found == DOUBLE,
        Kind::Text => found == BINARY,
        Kind::Struct(_) => found == STRUCT,
        Kind::List(_) => found == LIST,
    }
}
