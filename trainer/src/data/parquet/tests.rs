//! There and back with odd text; foreign, cut and damaged files; and random damage, which must be found and never panic.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    sync::Arc,
};

use fixerr_shared::{
    example::{Origin, RepairExample},
    language::Language,
};
use parquet::{
    basic::{Compression, ConvertedType, Encoding, Repetition, Type as PhysicalType},
    data_type::{ByteArray, ByteArrayType},
    file::{
        properties::WriterProperties,
        reader::{FileReader as _, SerializedFileReader},
        writer::SerializedFileWriter,
    },
    schema::types::Type,
};
use rand::{Rng as _, SeedableRng as _, seq::IndexedRandom as _};
use rand_chacha::ChaCha8Rng;
use tempfile::TempDir;

use super::{columns::COLUMNS, *};

/// What is easily lost: combining marks alone, NUL, separators of Unicode, CRLF, characters beyond the BMP, nothing at all.
const PIECES: [&str; 14] = [
    "",
    "\u{301}",
    "\0",
    "\u{2028}",
    "\u{2029}",
    "\u{85}",
    "🦀👩‍👩‍👧",
    "\r\n",
    "\n",
    "\t \u{a0}",
    "\u{feff}",
    "\u{fffd}",
    "return x;",
    "\"\\'",
];

fn random_examples(random: &mut ChaCha8Rng, count: usize) -> Vec<RepairExample> {
    fn text(random: &mut ChaCha8Rng, longest: usize) -> String {
        (0..random.random_range(0..=longest)).map(|_| *PIECES.choose(random).unwrap()).collect()
    }
    fn maybe(random: &mut ChaCha8Rng) -> Option<String> {
        random.random_bool(0.5).then(|| text(random, 2))
    }
    fn lines(random: &mut ChaCha8Rng) -> String {
        let text = text(random, 12);
        if text.is_empty() { text } else { text + "\n" }
    }
    (0..count)
        .map(|id| RepairExample {
            id: format!("{id}{}", text(random, 2)),
            language: *Language::ALL.choose(random).unwrap(),
            before: lines(random),
            buggy: lines(random) + "\n",
            after: lines(random),
            fixed: lines(random),
            message: maybe(random),
            source: text(random, 1),
            class: maybe(random),
            origin: match random.random_range(0..3) {
                0 => None,
                1 => Some(Origin::default()),
                _ => Some(Origin {
                    repository: text(random, 2),
                    commit: maybe(random),
                    path: text(random, 2),
                    license: maybe(random),
                }),
            },
        })
        .collect()
}

struct Files(TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, examples: &[RepairExample]) -> PathBuf {
        let mut writer = ExampleWriter::create(&self.path(name)).unwrap();
        for example in examples {
            writer.write(example).unwrap();
        }
        writer.finish().unwrap();
        self.path(name)
    }

    fn export(&self, from: &Path) -> PathBuf {
        let out = self.path("table.parquet");
        export(&ExportArgs { files: vec![from.to_owned()], out: out.clone(), skip_bad: false }).unwrap();
        out
    }

    fn import(&self, from: &Path, skip_bad: bool) -> Result<PathBuf, String> {
        let out = self.path("back.jsonl");
        let _ = fs::remove_file(&out);
        let args = ParquetArgs { files: vec![from.to_owned()], out: out.clone(), skip_bad };
        match import(&args) {
            Ok(()) => Ok(out),
            Err(error) => {
                assert!(!out.exists(), "a file that is not whole does not appear");
                Err(error.to_string())
            }
        }
    }
}

/// All that a table holds, or the first thing that is wrong with it.
fn read(table: &Path) -> Result<Vec<RepairExample>, String> {
    reader::TableReader::open(table).and_then(Iterator::collect).map_err(|error| error.to_string())
}

/// Writes a table of strings with other columns, types or values than ours.
fn foreign(path: &Path, columns: &[(&str, bool)], rows: &[&[Option<&str>]], properties: WriterProperties) {
    let fields = columns.iter().map(|(name, is_text)| {
        Type::primitive_type_builder(name, PhysicalType::BYTE_ARRAY)
            .with_repetition(Repetition::OPTIONAL)
            .with_converted_type(if *is_text { ConvertedType::UTF8 } else { ConvertedType::NONE })
            .build()
            .map(Arc::new)
            .unwrap()
    });
    let schema = Type::group_type_builder("schema").with_fields(fields.collect()).build().unwrap();
    let mut writer =
        SerializedFileWriter::new(File::create(path).unwrap(), Arc::new(schema), Arc::new(properties))
            .unwrap();
    let mut group = writer.next_row_group().unwrap();
    for column in 0..columns.len() {
        let values: Vec<ByteArray> = rows.iter().filter_map(|row| row[column]).map(ByteArray::from).collect();
        let levels: Vec<i16> = rows.iter().map(|row| i16::from(row[column].is_some())).collect();
        let mut chunk = group.next_column().unwrap().unwrap();
        chunk.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None).unwrap();
        chunk.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
}

/// The columns that every example needs, in another order than ours.
const NEEDED: [(&str, bool); 7] = [
    ("source", true),
    ("fixed", true),
    ("after", true),
    ("buggy", true),
    ("before", true),
    ("language", true),
    ("id", true),
];
const ROW: [Option<&str>; 7] =
    [Some("s"), Some("y\n"), Some(""), Some("x\n"), Some(""), Some("go"), Some("1")];

#[test]
fn there_and_back_is_the_same_file() {
    let files = Files::new();
    let examples = random_examples(&mut ChaCha8Rng::seed_from_u64(1), 600);
    for name in ["a.jsonl", "b.jsonl.zst"] {
        let first = files.write(name, &examples);
        let table = files.export(&first);
        let back = files.import(&table, false).unwrap();
        assert_eq!(fs::read(&back).unwrap(), fs::read(files.write("plain.jsonl", &examples)).unwrap());
        assert!(fs::read_dir(files.0.path()).unwrap().count() < 7, "no temporary file is left");
    }
}

#[test]
fn no_origin_and_an_empty_one_are_two_things() {
    let files = Files::new();
    let mut examples = random_examples(&mut ChaCha8Rng::seed_from_u64(2), 4);
    for (example, origin) in examples.iter_mut().zip([None, Some(Origin::default())].into_iter().cycle()) {
        example.origin = origin;
        example.class = Some(String::new());
    }
    let back = files.import(&files.export(&files.write("a.jsonl", &examples)), false).unwrap();
    assert_eq!(ExampleReader::read_all(&back, false).unwrap().0, examples);
    let empty = files.export(&files.write("none.jsonl", &[]));
    assert_eq!(fs::read(files.import(&empty, false).unwrap()).unwrap(), b"");
}

#[test]
fn row_groups_are_bounded_and_all_are_read() {
    let files = Files::new();
    let mut examples = random_examples(&mut ChaCha8Rng::seed_from_u64(3), 9);
    for example in &mut examples {
        example.before = "abc \u{2028}\n".repeat(1_100_000);
    }
    let first = files.write("a.jsonl", &examples);
    let table = files.export(&first);
    let reader = SerializedFileReader::new(File::open(&table).unwrap()).unwrap();
    assert_eq!(reader.num_row_groups(), 3, "a group ends when it is long enough");
    assert_eq!(fs::read(files.import(&table, false).unwrap()).unwrap(), fs::read(first).unwrap());
}

#[test]
fn other_orders_and_columns_are_read_and_told() {
    let files = Files::new();
    let table = files.path("foreign.parquet");
    let columns = [&NEEDED[..], &[("__index_level_0__", true), ("class", true)]].concat();
    let row = [&ROW[..], &[Some("0"), None]].concat();
    let rows: Vec<&[Option<&str>]> = vec![&row; 3000];
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    foreign(&table, &columns, &rows, properties);
    let reader = reader::TableReader::open(&table).unwrap();
    let notes = reader.notes().join("\n");
    assert!(notes.contains("left out: __index_level_0__"), "{notes}");
    assert!(notes.contains("null: message, repository, commit, path, license"), "{notes}");
    let (read, _) = ExampleReader::read_all(&files.import(&table, false).unwrap(), false).unwrap();
    assert_eq!((read.len(), read[2999].fixed.as_str(), &read[0].origin), (3000, "y\n", &None));
}

#[test]
fn wrong_columns_are_named() {
    let files = Files::new();
    let table = files.path("foreign.parquet");
    let mut columns = NEEDED;
    columns[1].0 = "fixd";
    columns[3].1 = false;
    foreign(&table, &columns, &[&ROW], WriterProperties::new());
    let error = files.import(&table, true).unwrap_err();
    for part in ["foreign.parquet: ", "'buggy' is binary", "missing columns: fixed", "other names: fixd"] {
        assert!(error.contains(part), "{error}");
    }
    columns[1].0 = "id";
    foreign(&table, &columns, &[&ROW], WriterProperties::new());
    assert!(files.import(&table, true).unwrap_err().contains("'id' is there twice"));
    let properties = WriterProperties::builder()
        .set_dictionary_enabled(false)
        .set_encoding(Encoding::DELTA_BYTE_ARRAY)
        .build();
    foreign(&table, &NEEDED, &[&ROW], properties);
    let error = files.import(&table, true).unwrap_err();
    assert!(error.contains("column 'id' is encoded as DELTA_BYTE_ARRAY"), "{error}");
}

#[test]
fn rows_that_are_no_example_are_named_or_counted() {
    let files = Files::new();
    let table = files.path("rows.parquet");
    let columns = [&NEEDED[..], &[("path", true)]].concat();
    let row = |at: usize, value: Option<&'static str>| {
        let mut row = [&ROW[..], &[None]].concat();
        row[at] = value;
        row
    };
    let rows =
        [row(0, Some("s")), row(1, None), row(5, Some("cobol")), row(3, Some("")), row(7, Some("a.go"))];
    for (row, said) in (2..).zip(["'fixed' is null", "cobol", "'buggy' is empty", "'repository' is null"]) {
        let rows = [&rows[0][..], &rows[row - 1]];
        foreign(&table, &columns, &rows, WriterProperties::new());
        let error = files.import(&table, false).unwrap_err();
        assert!(error.contains("rows.parquet: row 2: ") && error.contains(said), "{error}");
    }
    let rows: Vec<&[Option<&str>]> = rows.iter().map(Vec::as_slice).collect();
    foreign(&table, &columns, &rows, WriterProperties::new());
    let back = files.import(&table, true).unwrap();
    assert_eq!(ExampleReader::read_all(&back, false).unwrap().0.len(), 1);
    // The last line break is easily lost.
    foreign(&table, &columns, &[&row(1, Some("y"))], WriterProperties::new());
    assert_eq!(read(&table).unwrap()[0].fixed, "y\n");
}

#[test]
fn a_cut_file_says_so_wherever_it_is_cut() {
    let files = Files::new();
    let table =
        files.export(&files.write("a.jsonl", &random_examples(&mut ChaCha8Rng::seed_from_u64(4), 50)));
    let whole = fs::read(&table).unwrap();
    let ends = (0..whole.len()).step_by(97).chain(whole.len() - 12..whole.len());
    for end in ends {
        fs::write(&table, &whole[..end]).unwrap();
        let error = files.import(&table, true).unwrap_err();
        assert!(error.contains("table.parquet: byte ") && error.contains("anew"), "{end}: {error}");
    }
}

#[test]
fn damage_in_the_data_names_its_row_group_and_column() {
    let files = Files::new();
    let mut examples = random_examples(&mut ChaCha8Rng::seed_from_u64(5), 40);
    for example in &mut examples {
        example.before = format!("unmistakable {}\n", example.id.len());
    }
    let table = files.export(&files.write("a.jsonl", &examples));
    let whole = fs::read(&table).unwrap();
    let mut said = Vec::new();
    for at in (4..whole.len() / 2).step_by(11) {
        let mut broken = whole.clone();
        broken[at] ^= 0xff;
        fs::write(&table, broken).unwrap();
        said.extend(files.import(&table, true).err());
    }
    let with_column =
        said.iter().filter(|error| error.contains("column '") && error.contains("from byte")).count();
    assert!(said.iter().all(|error| error.contains("row group 1 of 1 (rows 1 to 40)")), "{said:#?}");
    assert!(with_column * 2 > said.len(), "{with_column} of {}", said.len());
}

/// Flips one bit, or replaces a byte, somewhere in a file.
fn damaged(random: &mut ChaCha8Rng, whole: &[u8]) -> Vec<u8> {
    let mut broken = whole.to_vec();
    // Half of the damage goes where the structure is: the end.
    let from = if random.random_bool(0.5) { whole.len().saturating_sub(2000) } else { 0 };
    let at = random.random_range(from..whole.len());
    broken[at] =
        if random.random_bool(0.7) { broken[at] ^ 1 << random.random_range(0..8) } else { random.random() };
    broken
}

#[test]
fn random_damage_is_found_or_does_no_harm() {
    let files = Files::new();
    let mut random = ChaCha8Rng::seed_from_u64(6);
    let (mut found, mut harmless) = (0, 0);
    for _ in 0..6 {
        let count = random.random_range(1..60);
        let examples = random_examples(&mut random, count);
        let table = files.export(&files.write("plain.jsonl", &examples));
        let whole = fs::read(&table).unwrap();
        for _ in 0..150 {
            fs::write(&table, damaged(&mut random, &whole)).unwrap();
            match read(&table) {
                Ok(back) => {
                    assert!(back == examples, "damage went unnoticed");
                    harmless += 1;
                }
                Err(error) => {
                    assert!(error.contains("table.parquet: "), "{error}");
                    found += 1;
                }
            }
        }
    }
    assert!(found > 300 && harmless > 0, "{found} found, {harmless} harmless");
}

#[test]
fn several_bytes_at_once_do_not_panic_either() {
    let files = Files::new();
    let mut random = ChaCha8Rng::seed_from_u64(7);
    // As another program writes it: no checksum stops what is read.
    let (table, rows) = (files.path("foreign.parquet"), vec![&ROW[..]; 70]);
    foreign(&table, &NEEDED, &rows, WriterProperties::builder().set_compression(Compression::SNAPPY).build());
    let whole = fs::read(&table).unwrap();
    for _ in 0..600 {
        let mut broken = whole.clone();
        for _ in 0..random.random_range(1..5) {
            broken = damaged(&mut random, &broken);
        }
        fs::write(&table, broken).unwrap();
        if let Err(error) = read(&table) {
            assert!(error.contains("foreign.parquet: "), "{error}");
        }
    }
}

#[test]
fn a_schema_that_would_fill_the_stack_or_memory_is_refused() {
    let files = Files::new();
    let table = files.path("hostile.parquet");
    // A list of structures with a name and a number of children: as many as can be, or each with one within the other.
    for (elements, children) in
        [(2u32, [0xfe, 0xff, 0xff, 0xff, 0x0f].as_slice()), (4000, &[2]), (90_000, &[2])]
    {
        let mut footer = vec![0x15, 2, 0x19, 0xfc];
        footer.extend([elements as u8 | 0x80, (elements >> 7) as u8 | 0x80, (elements >> 14) as u8]);
        for _ in 0..elements {
            footer.extend([0x48, 1, b'x', 0x15]);
            footer.extend(children);
            footer.push(0);
        }
        footer.push(0);
        let length = (footer.len() as u32).to_le_bytes();
        fs::write(&table, [b"PAR1".as_slice(), &footer, &length, b"PAR1"].concat()).unwrap();
        let error = files.import(&table, true).unwrap_err();
        assert!(error.contains("hostile.parquet: its footer: "), "{error}");
    }
}

#[test]
fn damage_in_compressed_json_lines_is_found_and_names_the_line() {
    let files = Files::new();
    let mut random = ChaCha8Rng::seed_from_u64(8);
    let examples = random_examples(&mut random, 3000);
    let path = files.write("a.jsonl.zst", &examples);
    let whole = fs::read(&path).unwrap();
    let mut lines = Vec::new();
    for turn in 0..60 {
        let broken = if turn % 3 == 0 {
            whole[..random.random_range(0..whole.len())].to_vec()
        } else {
            damaged(&mut random, &whole)
        };
        fs::write(&path, broken).unwrap();
        match ExampleReader::open(&path).and_then(Iterator::collect::<Result<Vec<_>, _>>) {
            Ok(read) => assert_eq!(read, examples, "damage went unnoticed"),
            Err(error) => {
                let error = error.to_string();
                let (_, rest) = error.split_once("a.jsonl.zst:").expect(&error);
                lines.push(rest.split(':').next().unwrap().parse::<usize>().expect(&error));
            }
        }
    }
    assert!(lines.len() > 40 && lines.iter().max() > Some(&1000), "{lines:?}");
}

#[test]
fn a_full_name_a_folder_or_a_device_is_not_replaced() {
    let files = Files::new();
    let first = files.write("a.jsonl", &random_examples(&mut ChaCha8Rng::seed_from_u64(9), 3));
    let to = |name: &str| ExportArgs { files: vec![first.clone()], out: files.path(name), skip_bad: false };
    fs::create_dir(files.path("folder.parquet")).unwrap();
    let error = export(&to("folder.parquet")).unwrap_err().to_string();
    assert!(error.contains("not an ordinary file"), "{error}");
    let error = export(&to("table.csv")).unwrap_err().to_string();
    assert!(error.contains(".parquet"), "{error}");
    assert_eq!(fs::read_dir(files.0.path()).unwrap().count(), 2);
    assert_eq!(COLUMNS.iter().filter(|column| column.is_optional).count(), 6);
}
