//! Files named by their content.

use std::{
    fs, io,
    path::{Path, PathBuf},
    pin::Pin,
    task::{Context, Poll},
};

use proptest::prelude::{ProptestConfig, any, proptest};
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};
use window_store::{BlobError, Blobs};

const HELLO: &str = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// Gives some bytes, then breaks as a connection does.
struct Broken(usize);

impl AsyncRead for Broken {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.0 == 0 {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        self.0 -= 1;
        buffer.put_slice(b"0123456789");
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn a_file_is_found_under_the_hash_of_its_content() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(folder.path()).unwrap();
    let blob = blobs.put(&b"hello"[..], 100).await.unwrap();
    assert_eq!((blob.sha256.as_str(), blob.size_bytes), (HELLO, 5));
    assert_eq!(blobs.put(&b"hello"[..], 100).await.unwrap(), blob);
    assert_eq!(
        files(folder.path()),
        [folder.path().join("2c").join("f2").join(HELLO)]
    );
    let mut content = String::new();
    let mut file = blobs.open_blob(HELLO).await.unwrap().unwrap();
    file.read_to_string(&mut content).await.unwrap();
    assert_eq!(content, "hello");
    assert_eq!(blobs.verify(HELLO).await.unwrap(), Some(blob));
    let other = HELLO.replace('2', "3");
    assert!(blobs.open_blob(&other).await.unwrap().is_none());
    assert_eq!(blobs.verify(&other).await.unwrap(), None);
}

#[tokio::test]
async fn an_interrupted_upload_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(folder.path()).unwrap();
    for chunks in [0, 1, 3, 1000] {
        let broken = blobs.put(Broken(chunks), 1_000_000).await;
        assert!(matches!(broken, Err(BlobError::Receive(_))), "{broken:?}");
    }
    // The writer removes its file on its own thread, shortly after the caller has its answer.
    for _ in 0..100 {
        if files(folder.path()).is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert!(files(folder.path()).is_empty());
}

#[tokio::test]
async fn what_a_crash_left_unfinished_is_gone_after_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    drop(Blobs::open(folder.path()).unwrap());
    fs::write(folder.path().join("unfinished").join("0"), "half").unwrap();
    let blobs = Blobs::open(folder.path()).unwrap();
    assert!(files(folder.path()).is_empty());
    blobs.put(&b"hello"[..], 100).await.unwrap();
}

#[tokio::test]
async fn a_file_beyond_the_limit_is_refused_and_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(folder.path()).unwrap();
    let refused = blobs.put(&b"hello"[..], 4).await;
    assert!(
        matches!(refused, Err(BlobError::TooLarge { limit_bytes: 4 })),
        "{refused:?}"
    );
    let refused = blobs.put(tokio::io::repeat(0), 1_000_000).await;
    assert!(
        matches!(refused, Err(BlobError::TooLarge { .. })),
        "{refused:?}"
    );
    assert!(files(folder.path()).is_empty());
    assert_eq!(blobs.put(&b"hello"[..], 5).await.unwrap().size_bytes, 5);
}

#[tokio::test]
async fn changed_content_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(folder.path()).unwrap();
    blobs.put(&b"hello"[..], 100).await.unwrap();
    fs::write(&files(folder.path())[0], "hellp").unwrap();
    let changed = blobs.verify(HELLO).await;
    assert!(
        matches!(changed, Err(BlobError::Changed { .. })),
        "{changed:?}"
    );
}

#[tokio::test]
async fn a_name_that_is_no_hash_reaches_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(folder.path()).unwrap();
    let upper = HELLO.to_uppercase();
    for name in [
        "",
        "../../etc/passwd",
        &upper,
        &HELLO[1..],
        "啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊a",
    ] {
        let refused = blobs.open_blob(name).await;
        assert!(matches!(refused, Err(BlobError::Name { .. })), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_put_by_many_at_once_is_there_once() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(folder.path()).unwrap();
    let puts: Vec<_> = (0..16)
        .map(|_| {
            let blobs = blobs.clone();
            tokio::spawn(async move { blobs.put(&b"hello"[..], 100).await.unwrap() })
        })
        .collect();
    for put in puts {
        assert_eq!(put.await.unwrap().sha256, HELLO);
    }
    assert_eq!(files(folder.path()).len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]
    #[test]
    fn any_content_is_read_back_unchanged(content: Vec<u8>, repeat in any::<u16>()) {
        let content = content.repeat(usize::from(repeat % 2000));
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let blob = blobs.put(&content[..], u64::MAX).await.unwrap();
            let mut read = Vec::new();
            let mut file = blobs.open_blob(&blob.sha256).await.unwrap().unwrap();
            file.read_to_end(&mut read).await.unwrap();
            assert_eq!(read, content);
        });
    }
}
