//! The files of a city as one archive, out and in.

use std::io::{Cursor, Read, Write};

use window_domain::refusal::{Code, Refusal, Refusals};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::service::CatalogueFiles;

/// Most files of an archive; a city has some hundred.
const FILES_MAX: usize = 2000;
/// Most bytes of all files together: what is packed tightly must not fill the memory.
const BYTES_MAX: u64 = 8 * 1024 * 1024;
/// What a city's files end with; whatever else lies in the folder is left out.
const KINDS: [&str; 3] = ["toml", "json", "typ"];

/// Packs files: path to text.
///
/// # Errors
/// When a path is too long for an archive.
pub fn pack(files: &CatalogueFiles) -> anyhow::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, text) in files {
        // The same files give the same bytes: no time of packing stands in them.
        archive.start_file(path.as_str(), SimpleFileOptions::default())?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

/// The files of a city in an archive; a folder around all of them is taken off.
///
/// # Errors
/// It is no archive, it is too large, or a file is no text.
pub fn unpack(bytes: &[u8]) -> Result<CatalogueFiles, Refusals> {
    let broken = || {
        let refusal = Refusal::new(Code::ReleaseArchive).with("files", FILES_MAX);
        Refusals::from(refusal.with("megabytes", BYTES_MAX >> 20).at("file"))
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
    if archive.len() > FILES_MAX {
        return Err(broken());
    }
    let mut files = CatalogueFiles::new();
    let mut left = BYTES_MAX;
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(|_| broken())?;
        let path = file.name().map_err(|_| broken())?.replace('\\', "/");
        let is_wanted = KINDS.iter().any(|kind| {
            let ending = path.rsplit_once('.');
            ending.is_some_and(|(_, ending)| ending.eq_ignore_ascii_case(kind))
        });
        if !file.is_file() || !is_wanted {
            continue;
        }
        let mut text = Vec::new();
        let read = file.take(left.saturating_add(1)).read_to_end(&mut text);
        let read = u64::try_from(read.map_err(|_| broken())?).unwrap_or(u64::MAX);
        left = left.checked_sub(read).ok_or_else(broken)?;
        let text = String::from_utf8(text).map_err(|_| {
            let refusal = Refusal::new(Code::ReleaseUnread).with("file", &path);
            Refusals::from(refusal.with("problem", "UTF-8").at("file"))
        })?;
        files.insert(path, text);
    }
    Ok(without_folder(files))
}

fn without_folder(files: CatalogueFiles) -> CatalogueFiles {
    let city = files.keys().find_map(|path| path.strip_suffix("city.toml"));
    let Some(folder) = city.filter(|folder| !folder.is_empty()).map(str::to_owned) else {
        return files;
    };
    let inside = files.into_iter().filter_map(|(path, text)| {
        let path = path.strip_prefix(&folder)?.to_owned();
        Some((path, text))
    });
    inside.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(pairs: &[(&str, &str)]) -> CatalogueFiles {
        let owned = pairs.iter().map(|(a, b)| ((*a).into(), (*b).into()));
        owned.collect()
    }

    #[test]
    fn what_is_packed_comes_out_again_and_the_same_files_give_the_same_bytes() {
        let city = files(&[("city.toml", "a = 1"), ("items/A01.toml", "b = 2")]);
        let packed = pack(&city).unwrap();
        assert_eq!(unpack(&packed).unwrap(), city);
        assert_eq!(packed, pack(&city).unwrap());
    }

    #[test]
    fn a_folder_around_the_files_and_what_belongs_to_no_city_are_left_off() {
        let packed = files(&[
            ("huangshi/city.toml", "a = 1"),
            ("huangshi/items/A01.toml", "b = 2"),
            ("huangshi/README.md", "text"),
            ("__MACOSX/x.toml", "junk"),
        ]);
        let city = unpack(&pack(&packed).unwrap()).unwrap();
        assert_eq!(
            city,
            files(&[("city.toml", "a = 1"), ("items/A01.toml", "b = 2")])
        );
    }

    #[test]
    fn what_is_no_archive_or_swells_without_end_is_refused() {
        for bytes in [&b""[..], b"PK", b"release = 1"] {
            assert!(unpack(bytes).unwrap_err().has(Code::ReleaseArchive));
        }
        let swelling = files(&[("city.toml", &"0".repeat(9 * 1024 * 1024))]);
        let packed = pack(&swelling).unwrap();
        assert!(packed.len() < 100_000);
        assert!(unpack(&packed).unwrap_err().has(Code::ReleaseArchive));
    }
}
