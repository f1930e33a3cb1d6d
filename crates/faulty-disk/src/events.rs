//! What happened to a folder's files, in order.

/// A file or folder, from when it was made until nothing names it any more. The watched folder itself is 0.
pub(crate) type Node = usize;

/// A name within a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Name {
    pub folder: Node,
    pub name: Vec<u8>,
}

/// One change, or one promise that changes are on disk.
#[derive(Debug, Clone)]
pub(crate) enum Event {
    /// A file or folder was made; the next number is its own.
    Made(Content),
    /// Bytes were written.
    Written { file: Node, offset: usize, bytes: Vec<u8> },
    /// The file was cut off, or made longer with noughts.
    Sized { file: Node, length: usize },
    /// Everything that was done to the file so far is on disk.
    FileFlushed(Node),
    /// A name leads to a file or folder from now on.
    Named { name: Name, node: Node },
    /// A name leads nowhere any more.
    Unnamed(Name),
    /// A file or folder goes by another name from now on.
    Renamed { from: Name, to: Name, node: Node },
    /// Every name within the folder is on disk as it is.
    FolderFlushed(Node),
}

/// A file or folder as it was when watching began, or when it was made.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    File(Vec<u8>),
    Folder,
}
