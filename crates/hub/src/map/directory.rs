//! A PMTiles directory, unpacked: columns of variable-length numbers, one for each entry.

/// Entries of one directory, at most: the root has to fit into 16 KiB.
const MAX_ENTRIES: u64 = 1 << 20;

/// Checks that every entry lies within the section that it points into: tiles, or leaf directories.
///
/// # Errors
/// What is wrong with it.
pub fn check(directory: &[u8], leaves: u64, tiles: u64) -> Result<(), &'static str> {
    const CUT: &str = "its directory is cut short";
    const LOST: &str = "its directory points out of the file";
    let mut rest = directory;
    let count = number(&mut rest).ok_or(CUT)?;
    if count == 0 {
        return Err("its directory is empty");
    }
    if count > MAX_ENTRIES {
        return Err("its directory has too many entries");
    }
    let mut column = || (0..count).map(|_| number(&mut rest)).collect::<Option<Vec<u64>>>().ok_or(CUT);
    let (steps, runs, lengths, offsets) = (column()?, column()?, column()?, column()?);
    if !rest.is_empty() {
        return Err("its directory does not end where it should");
    }
    if steps.iter().skip(1).any(|step| *step == 0) {
        return Err("its directory names a tile twice");
    }
    let mut next = None;
    for ((run, length), offset) in runs.into_iter().zip(lengths).zip(offsets) {
        // Nought: where the entry before it ends.
        let from = match offset {
            0 => next.ok_or(LOST)?,
            above => above - 1,
        };
        let end = u64::checked_add(from, length).ok_or(LOST)?;
        if length == 0 || end > if run == 0 { leaves } else { tiles } {
            return Err(LOST);
        }
        next = Some(end);
    }
    Ok(())
}

/// Takes one number: seven bits a byte, the lowest first.
fn number(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        let bits = u64::from(byte & 0x7f);
        number |= bits.checked_shl(shift).filter(|shifted| shifted >> shift == bits)?;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_lie_within_their_section_or_the_directory_is_none() {
        // One tile of 9 bytes at 0, one of 5 after it, one leaf of 4 bytes at 0.
        let sound = [3, 0, 1, 1, 1, 1, 0, 9, 5, 4, 1, 0, 1];
        assert_eq!(check(&sound, 4, 14), Ok(()));
        assert_eq!(check(&sound, 4, 13), Err("its directory points out of the file"));
        assert_eq!(check(&sound, 3, 14), Err("its directory points out of the file"));
        for cut in 0..sound.len() {
            assert!(check(&sound[..cut], 4, 14).is_err(), "cut to {cut}");
        }
        assert_eq!(check(&[&sound[..], &[0]].concat(), 4, 14), Err("its directory does not end where it should"));
        assert_eq!(check(&[0], 4, 14), Err("its directory is empty"));
        assert_eq!(check(&[2, 1, 0, 1, 1, 9, 9, 1, 0], 0, 99), Err("its directory names a tile twice"));
        assert!(check(&[0xff; 40], 4, 14).is_err());
    }
}
