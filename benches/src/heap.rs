//! Counts what the heap gives, thread by thread.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The system's heap with a meter. Programs that measure memory make it their `#[global_allocator]`.
#[derive(Debug)]
pub struct CountingHeap;

/// What one piece of work took from the heap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeapUse {
    /// Allocations, growing included.
    pub count: u64,
    /// Bytes asked for in all.
    pub total: u64,
    /// The most bytes held at one time beyond those held before.
    pub peak: u64,
}

#[derive(Clone, Copy, Default)]
struct Meter {
    count: u64,
    total: u64,
    held: i64,
    peak: i64,
}

thread_local! {
    static METER: Cell<Meter> = const { Cell::new(Meter { count: 0, total: 0, held: 0, peak: 0 }) };
}

/// Runs `work` and says what this thread took from the heap meanwhile.
///
/// All zeros unless [`CountingHeap`] is the program's allocator.
pub fn measured<T>(work: impl FnOnce() -> T) -> (T, HeapUse) {
    METER.set(Meter::default());
    let result = work();
    let Meter { count, total, peak, .. } = METER.get();
    (result, HeapUse { count, total, peak: peak.max(0).cast_unsigned() })
}

// A thread that is ending has no meter any more: what it does then is not counted.
fn note(allocated: usize, freed: usize) {
    let _ = METER.try_with(|cell| {
        let mut meter = cell.get();
        let (allocated, freed) = (allocated as i64, freed as i64);
        if allocated > 0 {
            meter.count += 1;
            meter.total += allocated.cast_unsigned();
        }
        meter.held += allocated - freed;
        meter.peak = meter.peak.max(meter.held);
        cell.set(meter);
    });
}

// SAFETY: every call goes to the system's heap with the arguments as they came; the meter allocates nothing.
unsafe impl GlobalAlloc for CountingHeap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note(layout.size(), 0);
        // SAFETY: the caller's promises are handed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        note(layout.size(), 0);
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        note(0, layout.size());
        // SAFETY: as above.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // Both blocks may exist while the bytes move.
        note(size, 0);
        note(0, layout.size());
        // SAFETY: as above.
        unsafe { System.realloc(block, layout, size) }
    }
}
