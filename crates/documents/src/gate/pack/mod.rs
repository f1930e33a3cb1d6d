//! Changes on their way: many of them together, without what follows from the others or from themselves.
//!
//! A change by itself repeats much that whoever takes it can work out: its checksum, the hash of the change before it,
//! its actor, the record's containers by name, the first operation's number, the actors that it speaks of, and in each
//! event the ids of the events before. Packed, these become small numbers: how many changes back, which actor of a
//! table. What remains is put into streams of like with like, so that zstd finds what repeats.
//!
//! [`unpack`] gives back exactly the bytes that were packed, so every hash and signature over them still holds. What
//! does not come back to the letter (bytes that are no change of ours, or that spell one in another way) is carried as
//! it is. Packed bytes come from elsewhere: nothing is made before it is known to be there, and no more than a cap.

mod rebuild;
mod streams;
mod table;
mod tokens;

use super::{
    Fault, Limits,
    chunk::{Chunk, Header},
    operation::{self, Operation},
};
use rebuild::rebuild;
use streams::{Kind, Reading, Writing};
use tokens::{Packer, Unpacker};

/// Packs changes, in this order.
#[must_use]
pub fn pack<'a>(changes: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut packer = Packer::default();
    let mut count = 0_u64;
    for change in changes {
        count += 1;
        if !is_taken_apart(change, |hash, header, operations| packer.apart(hash, header, operations)) {
            packer.whole(change);
        }
    }
    packer.out.finish(count)
}

/// Gives the changes back, in their order: at most `most` bytes in all.
///
/// # Errors
/// [`Fault::Malformed`] when the bytes are not packed changes, [`Fault::TooLarge`] when they unpack to more.
pub fn unpack(packed: &[u8], most: usize) -> Result<Vec<Vec<u8>>, Fault> {
    let (count, streams) = Reading::new(packed)?;
    let mut unpacker = Unpacker::new(streams, most as u64);
    let mut changes = Vec::new();
    for _ in 0..count {
        changes.push(unpacker.next()?);
    }
    unpacker.finish()?;
    Ok(changes)
}

/// Takes a change apart if it can be put together again to the letter.
fn is_taken_apart(bytes: &[u8], take: impl FnOnce(crate::ChangeHash, &Header<'_>, &[Operation<'_>])) -> bool {
    let Ok(chunk) = Chunk::open(bytes, &Limits::DEFAULT) else { return false };
    let Ok(header) = chunk.header(&Limits::DEFAULT) else { return false };
    let Ok(operations) = operation::decode(&header, &Limits::DEFAULT) else { return false };
    let again = rebuild(&header.dependencies, &tokens::Writer::of(&header), &operations);
    let same = again.is_some_and(|again| again.bytes == bytes);
    if same {
        take(chunk.hash, &header, &operations);
    }
    same
}
