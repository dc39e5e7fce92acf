//! The stored state against a plain map, under flushes, restarts and failures.

use proptest::prelude::*;

use super::*;

fn position(height: u64) -> Position {
    Position { height: Height(height), log_size: height * 3, root: Hash::of(&height.to_be_bytes()) }
}

fn open(folder: &Path) -> Arc<Store> {
    Arc::new(Store::open(&folder.join("state.redb")).unwrap())
}

fn any_delta() -> impl Strategy<Value = Delta> {
    let record = prop::option::weighted(0.7, prop::collection::vec(any::<u8>(), 0..9));
    prop::collection::btree_map("[ab]/[a-c]{1,2}", record.prop_map(|r| r.map(Bytes::from)), 0..8)
}

fn write(model: &mut BTreeMap<String, Bytes>, delta: Delta) {
    for (key, record) in delta {
        match record {
            Some(record) => drop(model.insert(key, record)),
            None => drop(model.remove(&key)),
        }
    }
}

fn scan_model(
    model: &BTreeMap<String, Bytes>,
    prefix: &str,
    after: Option<&str>,
    limit: usize,
) -> Vec<(String, Bytes)> {
    let rows = model.iter().filter(|(key, _)| key.starts_with(prefix));
    let rows = rows.filter(|(key, _)| after.is_none_or(|after| key.as_str() > after));
    rows.take(limit).map(|(key, record)| (key.clone(), record.clone())).collect()
}

#[derive(Clone, Debug)]
enum Step {
    Commit(Delta),
    Flush,
    /// A flush that is set apart, overtaken by the next commit, and then run or given up.
    SlowFlush(Delta, bool),
    Reopen,
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => any_delta().prop_map(Step::Commit),
        1 => Just(Step::Flush),
        1 => (any_delta(), any::<bool>()).prop_map(|(delta, runs)| Step::SlowFlush(delta, runs)),
        1 => Just(Step::Reopen),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Whatever is committed, flushed and reopened, the store reads as a plain map.
    #[test]
    fn reads_as_a_plain_map(
        steps in prop::collection::vec(any_step(), 1..25),
        after in prop::option::of("[ab]/[a-c]{1,2}"),
        limit in 0_usize..9,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut store = open(folder.path());
        let (mut model, mut on_disk) = (BTreeMap::new(), BTreeMap::new());
        let (mut height, mut height_on_disk) = (0, 0);
        let commit = |store: &Store, model: &mut BTreeMap<_, _>, height: &mut u64, delta: Delta| {
            *height += 1;
            assert!(store.commit(position(*height), delta.clone()).unwrap());
            write(model, delta);
        };
        for step in steps {
            match step {
                Step::Commit(delta) => commit(&store, &mut model, &mut height, delta),
                Step::Flush => {
                    let flushed = store.flush(&Side::new()).unwrap();
                    prop_assert_eq!(flushed.position, store.position());
                    (on_disk, height_on_disk) = (model.clone(), height);
                }
                Step::SlowFlush(delta, runs) => {
                    let flush = store.begin_flush().unwrap();
                    prop_assert!(store.begin_flush().is_none());
                    let before = (model.clone(), height);
                    commit(&store, &mut model, &mut height, delta);
                    prop_assert_eq!(store.view().scan("", None, 99), scan_model(&model, "", None, 99));
                    if runs {
                        let _flushed = flush.run(&Side::new()).unwrap();
                        (on_disk, height_on_disk) = before;
                    }
                }
                Step::Reopen => {
                    drop(store);
                    store = open(folder.path());
                    (model, height) = (on_disk.clone(), height_on_disk);
                }
            }
            let view = store.view();
            let expected = (height > 0).then(|| position(height));
            prop_assert_eq!(view.position(), expected);
            prop_assert_eq!(store.flushed().map_or(0, |at| at.height.0), height_on_disk);
            prop_assert_eq!(view.scan("", None, 99), scan_model(&model, "", None, 99));
            let page = view.scan("a/", after.as_deref(), limit);
            prop_assert_eq!(page, scan_model(&model, "a/", after.as_deref(), limit));
            for key in ["a/a", "a/bc", "b/c", "c"] {
                prop_assert_eq!(view.get(key), model.get(key).cloned());
            }
            prop_assert!(view.check().is_ok());
        }
    }
}

fn one(key: &str, record: &'static str) -> Delta {
    Delta::from([(key.to_owned(), Some(Bytes::from_static(record.as_bytes())))])
}

#[test]
fn a_view_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let _ = store.commit(position(1), one("a", "one")).unwrap();
    let before = store.view();
    let _ = store.commit(position(2), one("a", "two")).unwrap();
    let _flushed = store.flush(&Side::new()).unwrap();
    let _ = store.commit(position(3), one("a", "three")).unwrap();
    assert_eq!(before.get("a"), Some(Bytes::from_static(b"one")));
    assert_eq!(before.position(), Some(position(1)));
    assert_eq!(store.view().get("a"), Some(Bytes::from_static(b"three")));
}

#[test]
fn heights_are_taken_once_and_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    assert!(store.commit(position(5), one("a", "five")).unwrap(), "a snapshot may start anywhere");
    assert!(!store.commit(position(5), one("a", "again")).unwrap());
    assert!(!store.commit(position(1), one("a", "older")).unwrap());
    let error = store.commit(position(7), one("a", "seven")).unwrap_err();
    assert_eq!(error.to_string(), "The batch has height 7, but the state expects 6.");
    assert_eq!(store.view().get("a"), Some(Bytes::from_static(b"five")));
}

#[test]
fn side_values_go_with_the_state() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let side =
        |text: &'static str| Side::from([("ids".to_owned(), Bytes::from_static(text.as_bytes()))]);
    let _ = store.commit(position(1), one("a", "one")).unwrap();
    let _flushed = store.flush(&side("first")).unwrap();
    let _flushed = store.flush(&side("second")).unwrap();
    drop(store);
    let store = open(folder.path());
    assert_eq!(store.side().unwrap(), side("second"));
    assert_eq!(store.position(), Some(position(1)));
}

#[test]
fn one_process_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let _store = open(folder.path());
    let error = Store::open(&folder.path().join("state.redb")).unwrap_err();
    assert_eq!(error.code(), "state.in_use");
}

/// A file of other content, or one cut short, is an error that names it, whatever the cut.
#[test]
fn damage_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.redb");
    let store = open(folder.path());
    let records = (0..2_000).map(|n| (format!("member/{n:016}"), Some(Bytes::from(vec![7; 90]))));
    let _ = store.commit(position(1), records.collect::<Delta>()).unwrap();
    let _flushed = store.flush(&Side::new()).unwrap();
    drop(store);
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, b"not a database at all, but a letter").unwrap();
    assert!(Store::open(&path).unwrap_err().to_string().contains("state.redb"));
    for length in [100, 4096, whole.len() / 3, whole.len() - 4096] {
        std::fs::write(&path, &whole[..length]).unwrap();
        let read = Store::open(&path).and_then(|store| store.for_each_stored(|_, _| {}));
        assert!(read.unwrap_err().to_string().contains("state.redb"), "cut at {length}");
    }
}
