//! The machine on which something is measured, as far as Linux describes it in `/proc`.

use std::env;
use std::fs;
use std::thread;

/// Returns the processor, its cores, the memory, the system and the file system of the sites, in one line.
pub(crate) fn describe() -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let processor = field("/proc/cpuinfo", "model name").unwrap_or_else(|| env::consts::ARCH.to_owned());
    let mut parts = vec![format!("{processor}, {cores} cores")];
    let kibibytes =
        field("/proc/meminfo", "MemTotal").and_then(|size| size.split(' ').next()?.parse::<u64>().ok());
    parts.extend(kibibytes.map(|size| format!("{} GB of memory", size.div_ceil(1_000_000))));
    parts.push(system());
    parts.extend(file_system().map(|kind| format!("sites on {kind}")));
    parts.join(", ")
}

/// Returns the value of the first line of a file that begins with a name.
fn field(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn system() -> String {
    let text = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = text.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    name.map_or(env::consts::OS.to_owned(), |name| name.trim_matches('"').to_owned())
}

/// Returns the kind of file system that holds temporary folders.
fn file_system() -> Option<String> {
    let folder = env::temp_dir().canonicalize().ok()?;
    let mounts = fs::read_to_string("/proc/mounts").ok()?;
    let mut holding: Vec<_> = mounts
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ').skip(1);
            let (place, kind) = (words.next()?, words.next()?);
            folder.starts_with(place).then_some((place, kind))
        })
        .collect();
    holding.sort_by_key(|(place, _)| place.len());
    holding.last().map(|(_, kind)| (*kind).to_owned())
}
