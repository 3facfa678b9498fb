// The same by tokio on one thread: http (by hand), echo, udp, processes N.
#[cfg(not(target_os = "wasi"))]
use std::{cell::Cell, rc::Rc};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
#[cfg(not(target_os = "wasi"))]
use tokio::process::Command;
use tokio::task::LocalSet;

#[cfg(not(target_os = "wasi"))]
const AT_ONCE: usize = 10;
const HELLO: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: 6\r\n\r\nhello\n";

fn find(data: &[u8], what: &[u8]) -> Option<usize> {
    data.windows(what.len()).position(|part| part == what)
}

fn length_of(head: &[u8]) -> usize {
    let name = b"\r\ncontent-length:";
    let at = head.windows(name.len()).position(|part| part.eq_ignore_ascii_case(name));
    let Some(at) = at else { return 0 };
    let rest = &head[at + name.len()..];
    let digits: String = rest.iter().map(|&byte| byte as char).skip_while(|c| *c == ' ').take_while(|c| c.is_ascii_digit()).collect();
    digits.parse().unwrap_or(0)
}

async fn http(mut peer: TcpStream) -> std::io::Result<()> {
    let mut data = Vec::with_capacity(65536);
    let mut answer = Vec::new();
    while peer.read_buf(&mut data).await? > 0 {
        let mut done = 0;
        while let Some(end) = find(&data[done..], b"\r\n\r\n") {
            let end = done + end + 4;
            if data[done] == b'P' {
                let length = length_of(&data[done..end]);
                if data.len() < end + length {
                    break;
                }
                answer.extend_from_slice(format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n").as_bytes());
                answer.extend_from_slice(&data[end..end + length]);
                done = end + length;
            } else {
                answer.extend_from_slice(HELLO);
                done = end;
            }
        }
        data.drain(..done);
        peer.write_all(&answer).await?;
        answer.clear();
    }
    Ok(())
}

async fn echo(mut peer: TcpStream) -> std::io::Result<()> {
    let mut bytes = vec![0; 4096];
    loop {
        let count = peer.read(&mut bytes).await?;
        if count == 0 {
            return Ok(());
        }
        peer.write_all(&bytes[..count]).await?;
    }
}

async fn echo_datagrams() -> std::io::Result<()> {
    let socket = UdpSocket::bind("127.0.0.1:0").await?;
    println!("port {}", socket.local_addr()?.port());
    let mut bytes = [0; 2048];
    loop {
        let (count, sender) = socket.recv_from(&mut bytes).await?;
        socket.send_to(&bytes[..count], sender).await?;
    }
}

async fn serve(echoes: bool) -> std::io::Result<()> {
    let server = TcpListener::bind("127.0.0.1:0").await?;
    println!("port {}", server.local_addr()?.port());
    loop {
        let (peer, _) = server.accept().await?;
        peer.set_nodelay(true)?;
        if echoes {
            tokio::task::spawn_local(echo(peer));
        } else {
            tokio::task::spawn_local(http(peer));
        }
    }
}

#[cfg(target_os = "wasi")]
async fn processes(_: usize) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

#[cfg(not(target_os = "wasi"))]
async fn processes(many: usize) -> std::io::Result<()> {
    let left = Rc::new(Cell::new(many));
    let workers: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let left = left.clone();
            tokio::task::spawn_local(async move {
                while left.get() > 0 {
                    left.set(left.get() - 1);
                    Command::new("true").status().await.unwrap();
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    Ok(())
}

fn main() -> std::io::Result<()> {
    let words: Vec<String> = std::env::args().collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let local = LocalSet::new();
    match words.get(2) {
        Some(many) => local.block_on(&runtime, processes(many.parse().unwrap())),
        None if words.get(1).is_some_and(|what| what == "udp") => local.block_on(&runtime, echo_datagrams()),
        None => local.block_on(&runtime, serve(words.get(1).is_some_and(|what| what == "echo"))),
    }
}
