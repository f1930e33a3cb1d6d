//! The C library's calls that change files, by their own names: the linker takes these for the program's, and each makes
//! the system call itself.
//!
//! Only calls that something here makes are stood in for. A call that nobody watches costs one load of an atomic.

use std::{
    ffi::{CStr, OsStr},
    os::unix::ffi::OsStrExt,
    path::Path,
};

use libc::{c_char, c_int, c_long, c_void, mode_t, off_t, size_t, ssize_t};

use crate::{
    disk::{Inode, Point, Ruling, State, idle, on_disk},
    events::{Content, Event},
};

/// The path behind a pointer of a caller of the C library.
///
/// # Safety
/// As the C library asks: it ends in a nought and lives while this is used.
unsafe fn path<'a>(pointer: *const c_char) -> &'a Path {
    // SAFETY: as this function asks.
    let bytes = unsafe { CStr::from_ptr(pointer) }.to_bytes();
    Path::new(OsStr::from_bytes(bytes))
}

fn inode(fd: c_int) -> Option<Inode> {
    // SAFETY: all noughts are a `stat`.
    let mut found: libc::stat = unsafe { std::mem::zeroed() };
    // SAFETY: `found` is a `stat` that is written to.
    let answer = unsafe { libc::fstat(fd, &raw mut found) };
    (answer == 0).then_some((found.st_dev, found.st_ino))
}

fn inode_at(pointer: *const c_char) -> Option<Inode> {
    // SAFETY: all noughts are a `stat`.
    let mut found: libc::stat = unsafe { std::mem::zeroed() };
    // SAFETY: the path came from a caller of the C library, and `found` is a `stat` that is written to.
    let answer = unsafe { libc::lstat(pointer, &raw mut found) };
    (answer == 0).then_some((found.st_dev, found.st_ino))
}

fn fails(errno: c_int) -> c_long {
    // SAFETY: the C library gives each thread an `errno` that may be written.
    unsafe { *libc::__errno_location() = errno };
    -1
}

fn die() -> ! {
    // SAFETY: it ends this process, as it is meant to.
    unsafe { libc::kill(libc::getpid(), libc::SIGKILL) };
    loop {
        std::thread::yield_now();
    }
}

/// One write point of a disk: rules what is to happen, does it, and records it when it was done.
fn point(
    state: &mut State,
    kind: Point,
    act: impl FnOnce(bool) -> c_long,
    record: impl FnOnce(&mut State, c_long),
) -> c_long {
    match state.rule(kind) {
        Ruling::Die => die(),
        Ruling::Fail(errno) => fails(errno),
        ruling => {
            let done = act(ruling == Ruling::Half);
            if done >= 0 {
                record(state, done);
            }
            done
        }
    }
}

fn raw_open(path: *const c_char, flags: c_int, mode: mode_t) -> c_long {
    // SAFETY: the arguments are those of a caller of the C library's `open`.
    unsafe { libc::syscall(libc::SYS_openat, libc::AT_FDCWD, path, flags, mode) }
}

#[allow(clippy::cast_possible_truncation, reason = "a file descriptor fits")]
fn opened(pointer: *const c_char, flags: c_int, mode: mode_t) -> c_int {
    let changes = flags & libc::O_CREAT != 0 || flags & libc::O_TRUNC != 0;
    if idle() || !changes {
        return raw_open(pointer, flags, mode) as c_int;
    }
    // SAFETY: the path came from a caller of the C library.
    let path = unsafe { path(pointer) };
    let done = on_disk(|state| {
        if !state.holds(path) {
            return None;
        }
        Some(match state.node_at(path) {
            // Opening what is there changes nothing unless it is cut off.
            Some(node) if flags & libc::O_TRUNC != 0 => point(
                state,
                Point::Shrinks,
                |_| raw_open(pointer, flags, mode),
                |state, _| state.happened(Event::Sized { file: node, length: 0 }),
            ),
            Some(_) => raw_open(pointer, flags, mode),
            None if flags & libc::O_CREAT != 0 => point(
                state,
                Point::Grows,
                |_| raw_open(pointer, flags, mode),
                |state, fd| {
                    if let Some(inode) = inode(fd as c_int) {
                        state.made(path, inode, Content::File(Vec::new()));
                    }
                },
            ),
            None => raw_open(pointer, flags, mode),
        })
    });
    done.unwrap_or_else(|| raw_open(pointer, flags, mode)) as c_int
}

/// # Safety
/// As the C library's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn open(path: *const c_char, flags: c_int, mode: mode_t) -> c_int {
    opened(path, flags, mode)
}

/// # Safety
/// As the C library's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn open64(path: *const c_char, flags: c_int, mode: mode_t) -> c_int {
    opened(path, flags, mode)
}

fn written(
    fd: c_int,
    buffer: *const c_void,
    count: size_t,
    act: impl Fn(size_t) -> c_long,
    offset_after: impl Fn(usize) -> Option<usize>,
) -> ssize_t {
    let watched = if idle() { None } else { inode(fd) };
    let done = watched.and_then(|inode| {
        on_disk(|state| {
            let file = state.node_of(inode)?;
            Some(point(
                state,
                Point::Grows,
                |half| act(if half && count > 1 { count / 2 } else { count }),
                |state, done| {
                    let done = usize::try_from(done).unwrap_or(0);
                    let Some(offset) = offset_after(done) else { return };
                    // SAFETY: the system has just read so many bytes from there.
                    let bytes = unsafe { std::slice::from_raw_parts(buffer.cast::<u8>(), done) }.to_vec();
                    state.happened(Event::Written { file, offset, bytes });
                },
            ))
        })
    });
    ssize_t::try_from(done.unwrap_or_else(|| act(count))).unwrap_or(-1)
}

/// # Safety
/// As the C library's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn write(fd: c_int, buffer: *const c_void, count: size_t) -> ssize_t {
    // SAFETY: the arguments are those of a caller of the C library's `write`.
    let act = |count: size_t| unsafe { libc::syscall(libc::SYS_write, fd, buffer, count) };
    written(fd, buffer, count, act, |done| {
        // SAFETY: it only asks where the file stands.
        let stands = unsafe { libc::syscall(libc::SYS_lseek, fd, 0, libc::SEEK_CUR) };
        usize::try_from(stands).ok()?.checked_sub(done)
    })
}

fn written_at(fd: c_int, buffer: *const c_void, count: size_t, offset: off_t) -> ssize_t {
    // SAFETY: the arguments are those of a caller of the C library's `pwrite`.
    let act = |count: size_t| unsafe { libc::syscall(libc::SYS_pwrite64, fd, buffer, count, offset) };
    written(fd, buffer, count, act, |_| usize::try_from(offset).ok())
}

/// # Safety
/// As the C library's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pwrite(fd: c_int, buffer: *const c_void, count: size_t, offset: off_t) -> ssize_t {
    written_at(fd, buffer, count, offset)
}

/// # Safety
/// As the C library's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pwrite64(fd: c_int, buffer: *const c_void, count: size_t, offset: off_t) -> ssize_t {
    written_at(fd, buffer, count, offset)
}

fn flushed(fd: c_int, act: impl Fn() -> c_long) -> c_int {
    let watched = if idle() { None } else { inode(fd) };
    let done = watched.and_then(|inode| {
        on_disk(|state| {
            let node = state.node_of(inode)?;
            let forgotten = state.forgets(node);
            // What is recorded need not wait for the machine's own disk.
            Some(point(
                state,
                Point::Flushes,
                |_| 0,
                |state, _| {
                    if !forgotten {
                        state.flushed(node);
                    }
                },
            ))
        })
    });
    c_int::from(done.unwrap_or_else(act) != 0).wrapping_neg()
}

/// # Safety
/// As the C library's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn fsync(fd: c_int) -> c_int {
    // SAFETY: it takes a number.
    flushed(fd, || unsafe { libc::syscall(libc::SYS_fsync, fd) })
}

/// # Safety
/// As the C library's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn fdatasync(fd: c_int) -> c_int {
    // SAFETY: it takes a number.
    flushed(fd, || unsafe { libc::syscall(libc::SYS_fdatasync, fd) })
}

fn sized(fd: c_int, length: off_t) -> c_int {
    // SAFETY: it takes numbers.
    let act = || unsafe { libc::syscall(libc::SYS_ftruncate, fd, length) };
    let watched = if idle() { None } else { inode(fd) };
    let done = watched.and_then(|inode| {
        on_disk(|state| {
            let file = state.node_of(inode)?;
            let length = usize::try_from(length).unwrap_or(0);
            let record = |state: &mut State, _| state.happened(Event::Sized { file, length });
            Some(point(state, Point::Shrinks, |_| act(), record))
        })
    });
    c_int::from(done.unwrap_or_else(act) != 0).wrapping_neg()
}

/// # Safety
/// As the C library's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ftruncate(fd: c_int, length: off_t) -> c_int {
    sized(fd, length)
}

/// # Safety
/// As the C library's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ftruncate64(fd: c_int, length: off_t) -> c_int {
    sized(fd, length)
}

/// A change of names: of `pointer`'s, and what else the record says.
fn named(pointer: *const c_char, kind: Point, act: impl Fn() -> c_long, record: impl Fn(&mut State, &Path)) -> c_int {
    // SAFETY: the path came from a caller of the C library.
    let path = unsafe { path(pointer) };
    let watched = if idle() {
        None
    } else {
        on_disk(|state| state.holds(path).then(|| point(state, kind, |_| act(), |state, _| record(state, path))))
    };
    c_int::from(watched.unwrap_or_else(act) != 0).wrapping_neg()
}

/// # Safety
/// As the C library's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unlink(path: *const c_char) -> c_int {
    // SAFETY: the path came from a caller of the C library.
    let act = || unsafe { libc::syscall(libc::SYS_unlinkat, libc::AT_FDCWD, path, 0) };
    named(path, Point::Shrinks, act, State::unnamed)
}

/// # Safety
/// As the C library's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rmdir(path: *const c_char) -> c_int {
    // SAFETY: the path came from a caller of the C library.
    let act = || unsafe { libc::syscall(libc::SYS_unlinkat, libc::AT_FDCWD, path, libc::AT_REMOVEDIR) };
    named(path, Point::Shrinks, act, State::unnamed)
}

/// # Safety
/// As the C library's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mkdir(path: *const c_char, mode: mode_t) -> c_int {
    // SAFETY: the path came from a caller of the C library.
    let act = || unsafe { libc::syscall(libc::SYS_mkdirat, libc::AT_FDCWD, path, mode) };
    named(path, Point::Grows, act, |state, made| {
        if let Some(inode) = inode_at(path) {
            state.made(made, inode, Content::Folder);
        }
    })
}

/// # Safety
/// As the C library's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rename(old: *const c_char, new: *const c_char) -> c_int {
    const AT: c_int = libc::AT_FDCWD;
    // SAFETY: the paths came from a caller of the C library.
    let act = || unsafe { libc::syscall(libc::SYS_renameat2, AT, old, AT, new, 0) };
    // SAFETY: the path came from a caller of the C library.
    let to = unsafe { path(new) };
    named(old, Point::Grows, act, |state, from| state.renamed(from, to))
}

fn linked(old: *const c_char, new: *const c_char, flags: c_int) -> c_int {
    const AT: c_int = libc::AT_FDCWD;
    // SAFETY: the paths came from a caller of the C library.
    let act = || unsafe { libc::syscall(libc::SYS_linkat, AT, old, AT, new, flags) };
    // SAFETY: the path came from a caller of the C library.
    let from = unsafe { path(old) };
    named(new, Point::Grows, act, |state, to| {
        if let Some(node) = state.node_at(from) {
            state.named(to, node);
        }
    })
}

/// # Safety
/// As the C library's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn link(old: *const c_char, new: *const c_char) -> c_int {
    linked(old, new, 0)
}

/// # Safety
/// As the C library's. Only paths that stand alone are stood in for; nothing here uses others.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn linkat(
    old_folder: c_int,
    old: *const c_char,
    new_folder: c_int,
    new: *const c_char,
    flags: c_int,
) -> c_int {
    if (old_folder, new_folder) == (libc::AT_FDCWD, libc::AT_FDCWD) {
        return linked(old, new, flags);
    }
    // SAFETY: the arguments are those of a caller of the C library's `linkat`.
    let done = unsafe { libc::syscall(libc::SYS_linkat, old_folder, old, new_folder, new, flags) };
    c_int::from(done != 0).wrapping_neg()
}
