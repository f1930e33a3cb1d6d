//! The floor that everything is held against: what any design has to pay.
//!
//! For what is saved, one durable commit of a SQLCipher database with the same settings as the store's, and nothing
//! else in it. For what is sent, one POST of the content as zstd, which the other side stores in one such commit.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use rusqlite::{Connection, params};

use crate::Failed;

/// A bare database: one table, one row for each commit.
pub struct Bare {
    connection: Connection,
}

impl Bare {
    /// Makes it in a folder.
    ///
    /// # Errors
    /// The disk fails.
    pub fn create(folder: &Path) -> Result<Self, Failed> {
        std::fs::create_dir_all(folder)?;
        let connection = Connection::open(folder.join("bare.db"))?;
        connection.pragma_update(None, "key", format!("x'{}'", "5a".repeat(32)))?;
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0))?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.execute_batch("CREATE TABLE row (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)")?;
        Ok(Self { connection })
    }

    /// Stores bytes durably; gives how long it took.
    ///
    /// # Errors
    /// The disk fails.
    pub fn commit(&self, bytes: &[u8]) -> Result<Duration, Failed> {
        let began = Instant::now();
        self.connection.prepare_cached("INSERT INTO row (bytes) VALUES (?1)")?.execute(params![bytes])?;
        Ok(began.elapsed())
    }
}

/// One POST.
#[derive(Debug, Clone, Copy)]
pub struct Posted {
    /// From compressing it until the other side had it on disk and said so.
    pub took: Duration,
    /// Bytes of the compressed content.
    pub bytes: u64,
}

/// Whoever takes POSTs, until the process ends.
pub struct Post {
    port: u16,
}

impl Post {
    /// Listens, and stores what comes in a bare database in this folder.
    ///
    /// # Errors
    /// No port is free, or the disk fails.
    pub fn start(folder: &Path) -> Result<Self, Failed> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let port = listener.local_addr()?.port();
        let folder: PathBuf = folder.to_owned();
        let bare = Bare::create(&folder)?;
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if let Err(error) = take(stream, &bare) {
                    eprintln!("the floor's POST failed: {error}");
                }
            }
        });
        Ok(Self { port })
    }

    /// Sends content on a connection of its own.
    ///
    /// # Errors
    /// The other side failed.
    pub fn send(&self, content: &[u8]) -> Result<Posted, Failed> {
        let began = Instant::now();
        let body = zstd::bulk::compress(content, 3)?;
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_nodelay(true)?;
        let head = format!("POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all(&[head.as_bytes(), &body].concat())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        if !answer.starts_with("HTTP/1.1 204") {
            return Err("the floor's POST was not stored".into());
        }
        Ok(Posted { took: began.elapsed(), bytes: body.len() as u64 })
    }
}

fn take(mut stream: TcpStream, bare: &Bare) -> Result<(), Failed> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if let Some(value) = line.strip_prefix("content-length: ") {
            length = value.trim().parse()?;
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    bare.commit(&zstd::stream::decode_all(body.as_slice())?)?;
    stream.write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")?;
    Ok(())
}
