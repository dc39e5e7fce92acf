//! Makes an empty module of the machine, of the shape that all have, and the line that lists it.

use std::fs;
use std::path::Path;

use crate::run::root;

/// A file of a module, with `MODULE` and `Module` to be filled in.
const FILES: &[(&str, &str)] = &[
    ("mod.rs", include_str!("../template/mod.rs.txt")),
    ("types.rs", include_str!("../template/types.rs.txt")),
    ("action.rs", include_str!("../template/action.rs.txt")),
    ("event.rs", include_str!("../template/event.rs.txt")),
    ("error.rs", include_str!("../template/error.rs.txt")),
    ("state.rs", include_str!("../template/state.rs.txt")),
    ("rules.rs", include_str!("../template/rules.rs.txt")),
    ("apply.rs", include_str!("../template/apply.rs.txt")),
    ("query.rs", include_str!("../template/query.rs.txt")),
    ("tests/mod.rs", include_str!("../template/tests.rs.txt")),
];

/// Makes the module `name` in the workspace.
///
/// # Errors
/// If the name is none, is taken, or a file cannot be written.
pub(crate) fn run(name: Option<&str>) -> Result<(), String> {
    let name = name.ok_or("name the module: cargo xtask new-module NAME")?;
    make(&root().join("crates/machine/src"), name)
}

fn make(machine: &Path, name: &str) -> Result<(), String> {
    let is_name = name.len() <= 24
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|c| c.is_ascii_lowercase());
    if !is_name {
        return Err(format!("{name:?} is no module name: use up to 24 letters a-z"));
    }
    let folder = machine.join("modules").join(name);
    if folder.exists() {
        return Err(format!("there is a module {name} already"));
    }
    for (file, template) in FILES {
        let path = folder.join(file);
        let parent = path.parent().unwrap_or(&folder);
        fs::create_dir_all(parent).map_err(|error| error.to_string())?;
        let text = template.replace("MODULE", name).replace("Module0", &capitalized(name));
        fs::write(&path, text).map_err(|error| error.to_string())?;
    }
    insert(&machine.join("modules/mod.rs"), "pub mod ", &format!("pub mod {name};"))?;
    let line = format!("    {name} => {},", capitalized(name));
    insert(&machine.join("frame/registry.rs"), "    ", &line)
}

/// Puts a line among the lines of its kind, in the order of the alphabet.
fn insert(path: &Path, start: &str, line: &str) -> Result<(), String> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let mark = text.rfind("\nmodules! {\n").map_or(0, |at| at.saturating_add(1));
    let (before, rest) = text.split_at(mark);
    let mut lines: Vec<&str> = rest.lines().collect();
    let is_kind =
        |other: &&str| other.starts_with(start) && (other.ends_with(';') || other.contains(" => "));
    let end = lines.iter().position(|other| *other == "}").unwrap_or(lines.len());
    let mut kin = lines.iter().take(end).enumerate().filter(|(_, other)| is_kind(other));
    let place = kin.clone().find(|(_, other)| **other > line).map(|(place, _)| place);
    let last = kin.next_back().map(|(place, _)| place.saturating_add(1));
    let place = place.or(last).ok_or("the list of modules was not found")?;
    lines.insert(place, line);
    let text = format!("{before}{}\n", lines.join("\n"));
    fs::write(path, text).map_err(|error| error.to_string())
}

fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_module_has_every_room_and_its_line() {
        let folder = std::env::temp_dir().join(format!("new-module-{}", std::process::id()));
        let machine = root().join("crates/machine/src");
        for file in ["modules/mod.rs", "frame/registry.rs"] {
            let path = folder.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::copy(machine.join(file), path).unwrap();
        }
        make(&folder, "harbor").unwrap();
        assert!(make(&folder, "harbor").is_err());
        assert!(make(&folder, "No-Name").is_err());
        let registry = fs::read_to_string(folder.join("frame/registry.rs")).unwrap();
        let list = registry.split("\nmodules! {\n").nth(1).unwrap();
        assert!(list.find("governance").unwrap() < list.find("harbor => Harbor,").unwrap());
        assert!(list.find("harbor").unwrap() < list.find("identity").unwrap());
        let modules = fs::read_to_string(folder.join("modules/mod.rs")).unwrap();
        assert!(modules.contains("pub mod governance;\npub mod harbor;\npub mod identity;"));
        for (file, _) in FILES {
            let text = fs::read_to_string(folder.join("modules/harbor").join(file)).unwrap();
            assert!(!text.contains("MODULE") && !text.contains("Module0"), "{file}");
        }
        fs::remove_dir_all(&folder).unwrap();
    }
}
