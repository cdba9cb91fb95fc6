//! Cores and processor time, as Linux tells them.

use std::fs;
use std::path::Path;
use std::time::Duration;

/// The first two cores that this process may use: one for the server, one for wrk.
pub(crate) fn two_cores() -> Result<[u32; 2], String> {
    let status = fs::read_to_string("/proc/self/status").map_err(|error| format!("/proc: {error}"))?;
    let list = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:")).unwrap_or_default();
    match cores(list.trim()).as_slice() {
        [server, client, ..] => Ok([*server, *client]),
        _ => Err("two cores are needed: one for the server, one for wrk".to_owned()),
    }
}

/// Reads `0-3,8`.
fn cores(list: &str) -> Vec<u32> {
    let range = |part: &str| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        Some(first.parse::<u32>().ok()?..=last.parse().ok()?)
    };
    list.split(',').filter_map(range).flatten().collect()
}

/// The processor time of all threads of a process so far. Others who share the core do not count in it.
pub(crate) fn processor_time(process: u32) -> Result<Duration, String> {
    let folder = format!("/proc/{process}/task");
    let threads = fs::read_dir(&folder).map_err(|error| format!("{folder}: {error}"))?;
    let times = threads.flatten().map(|thread| thread_time(&thread.path()));
    Ok(Duration::from_nanos(times.sum()))
}

fn thread_time(thread: &Path) -> u64 {
    let text = fs::read_to_string(thread.join("schedstat")).unwrap_or_default();
    text.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_cores() {
        assert_eq!(cores("0-2,8"), [0, 1, 2, 8]);
        assert_eq!(cores("5"), [5]);
        assert!(cores("").is_empty());
    }
}
