//! The frame of a `.wandb` log: `LevelDB`'s log of 32 KiB blocks under a header of its own. A record is one chunk or, across
//! the end of a block, several; its checksum is CRC-32 of IEEE 802.3 over type and data, and not `LevelDB`'s.

use crc::{CRC_32_ISO_HDLC, Crc};

/// The polynomial of IEEE 802.3.
const CRC32: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);
/// Name, magic number 0xBEE1 and version 0; counts as part of the first block.
pub(super) const HEADER: [u8; 7] = *b":W&B\xE1\xBE\x00";
const BLOCK: usize = 32 * 1024;
/// Checksum, length and type in front of each chunk.
const CHUNK_HEADER: usize = 7;

const FULL: u8 = 1;
const FIRST: u8 = 2;
const MIDDLE: u8 = 3;
const LAST: u8 = 4;

/// `payload` as it stands in a log of `position` bytes.
pub(super) fn frame(position: usize, payload: &[u8]) -> Vec<u8> {
    let mut framed = Vec::with_capacity(payload.len() + 2 * CHUNK_HEADER);
    let (mut rest, mut is_first) = (payload, true);
    loop {
        let left = BLOCK - (position + framed.len()) % BLOCK;
        if left < CHUNK_HEADER {
            framed.extend(std::iter::repeat_n(0, left));
            continue;
        }
        let (data, after) = rest.split_at(rest.len().min(left - CHUNK_HEADER));
        let kind = match (is_first, after.is_empty()) {
            (true, true) => FULL,
            (true, false) => FIRST,
            (false, false) => MIDDLE,
            (false, true) => LAST,
        };
        framed.extend(checksum(kind, data).to_le_bytes());
        framed.extend((data.len() as u16).to_le_bytes());
        framed.push(kind);
        framed.extend(data);
        if after.is_empty() {
            return framed;
        }
        (rest, is_first) = (after, false);
    }
}

/// The whole records of a log, each with the place where it ends. What a crash cut off, and what follows a broken
/// checksum, is left out.
pub(super) fn records(log: &[u8]) -> Vec<(usize, Vec<u8>)> {
    let mut found = Vec::new();
    if !log.starts_with(&HEADER) {
        return found;
    }
    let (mut position, mut open) = (HEADER.len(), None);
    while let Some((kind, data, end)) = chunk(log, position) {
        let mut record = match (kind, open.take()) {
            (FULL | FIRST, None) => Vec::new(),
            (MIDDLE | LAST, Some(record)) => record,
            // A chunk that begins a record within another, or goes on with none.
            _ => break,
        };
        record.extend_from_slice(data);
        position = end;
        if matches!(kind, FULL | LAST) {
            found.push((end, record));
        } else {
            open = Some(record);
        }
    }
    found
}

/// Type, data and end of the chunk at or after `position`.
fn chunk(log: &[u8], position: usize) -> Option<(u8, &[u8], usize)> {
    let left = BLOCK - position % BLOCK;
    let start = if left < CHUNK_HEADER { position + left } else { position };
    let (header, after) = log.get(start..)?.split_first_chunk::<CHUNK_HEADER>()?;
    let [a, b, c, d, low, high, kind] = *header;
    let data = after.get(..usize::from(u16::from_le_bytes([low, high])))?;
    let is_whole = (FULL..=LAST).contains(&kind) && checksum(kind, data) == u32::from_le_bytes([a, b, c, d]);
    is_whole.then_some((kind, data, start + CHUNK_HEADER + data.len()))
}

fn checksum(kind: u8, data: &[u8]) -> u32 {
    let mut digest = CRC32.digest();
    digest.update(&[kind]);
    digest.update(data);
    digest.finalize()
}

#[cfg(test)]
mod tests {
    use fixerr_shared::files::hex;
    use sha2::{Digest, Sha256};

    use super::*;

    fn payload(bytes: usize) -> Vec<u8> {
        (0..bytes).map(|i| (i % 251) as u8).collect()
    }

    fn log(sizes: &[usize]) -> Vec<u8> {
        let mut log = HEADER.to_vec();
        for size in sizes {
            log.extend(frame(log.len(), &payload(*size)));
        }
        log
    }

    #[test]
    fn checksums_are_those_of_the_standard() {
        assert_eq!(CRC32.checksum(b"123456789"), 0xCBF4_3926);
        assert_eq!(CRC32.checksum(b""), 0);
        assert_eq!(CRC32.checksum(&[0; 32]), 0x190A_55AD);
    }

    #[test]
    fn logs_have_the_bytes_that_wandb_writes() {
        // wandb 0.29.0: DataStore._write_data of the same payloads.
        assert_eq!(hex(&log(&[6])), "3a572642e1be0023ba32ba060001000102030405");
        let cases: [(&[usize], &str); 4] = [
            // Three bytes are left in the block: zeros.
            (&[32_751, 10], "ce58299a48c65f3b2d90870234f4a1b832552659467f892c3e4c046000195c65"),
            // Seven are left: a header without data.
            (&[32_747, 10], "3247139d4972bb91f32c4105d3fb5b5035baade6276309f349612190200ed7f9"),
            // None is left.
            (&[32_754, 10], "3b72b7fc57fbcdd72fbf5601d8de6144dda0ec47793beb441a09ea2fd5d9f3a7"),
            // A record over four blocks, one of a byte and an empty one.
            (&[100_000, 1, 0], "410b0553064561e229d09bd69f1633f65642bf26870cd2a74aca850e84a0f568"),
        ];
        for (sizes, sha256) in cases {
            let log = log(sizes);
            assert_eq!(hex(&Sha256::digest(&log)), sha256, "{sizes:?}");
            let read: Vec<Vec<u8>> = records(&log).into_iter().map(|(_, record)| record).collect();
            assert_eq!(read, sizes.iter().map(|size| payload(*size)).collect::<Vec<_>>(), "{sizes:?}");
        }
    }

    #[test]
    fn a_cut_log_is_readable_up_to_the_cut() {
        let log = log(&[20, 32_700, 30, 70_000]);
        let whole = records(&log);
        assert_eq!(whole.len(), 4);
        assert_eq!(whole[3].0, log.len());
        for cut in (0..log.len()).step_by(97).chain(whole.iter().map(|(end, _)| *end)) {
            let expected = whole.iter().filter(|(end, _)| *end <= cut).count();
            assert_eq!(records(&log[..cut]), whole[..expected], "cut at {cut}");
        }
        let mut broken = log.clone();
        broken[whole[0].0 + 100] ^= 1;
        assert_eq!(records(&broken), whole[..1], "nothing stands behind a broken checksum");
        assert!(records(b"no such log").is_empty());
    }
}
