//! A small mail server (RFC 5321) on the loopback interface, which accepts messages or responds as configured.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A mail server.
#[derive(Clone)]
pub struct MailServer {
    /// The address, for the notifier's configuration.
    pub url: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    replies: VecDeque<(&'static str, &'static str)>,
    messages: Vec<(String, Vec<u8>)>,
}

impl MailServer {
    /// Starts a server that accepts every message.
    pub async fn new() -> MailServer {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
        let address = listener.local_addr().expect("a bound listener has an address");
        let server = MailServer { url: format!("smtp://{address}"), state: Arc::default() };
        let accepting = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = accepting.clone();
                tokio::spawn(async move { server.talk(stream).await });
            }
        });
        server
    }

    /// Answers the next command of each of these names with this line.
    pub fn answer(&self, replies: impl IntoIterator<Item = (&'static str, &'static str)>) {
        self.state().replies.extend(replies);
    }

    /// Returns the accepted recipients and messages, in order.
    pub fn messages(&self) -> Vec<(String, Vec<u8>)> {
        self.state().messages.clone()
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the response to a command, unless the default applies.
    fn reply_to(&self, command: &str) -> Option<&'static str> {
        let mut state = self.state();
        let is_next = state.replies.front().is_some_and(|(name, _)| command.starts_with(name));
        is_next.then(|| state.replies.pop_front()).flatten().map(|(_, reply)| reply)
    }

    async fn talk(&self, stream: TcpStream) -> Option<()> {
        let (reading, mut writing) = stream.into_split();
        let mut lines = BufReader::new(reading).lines();
        let mut recipient = String::new();
        writing.write_all(b"220 stub ESMTP\r\n").await.ok()?;
        while let Some(line) = lines.next_line().await.ok()? {
            let command = line.to_ascii_uppercase();
            if let Some(reply) = self.reply_to(&command) {
                writing.write_all(format!("{reply}\r\n").as_bytes()).await.ok()?;
                continue;
            }
            let reply = match command.split([' ', ':']).next().unwrap_or_default() {
                "EHLO" => "250-stub\r\n250 8BITMIME\r\n",
                "RCPT" => {
                    recipient = line.split_once('<')?.1.split_once('>')?.0.to_owned();
                    "250 2.1.5 OK\r\n"
                }
                "DATA" => {
                    writing.write_all(b"354 go on\r\n").await.ok()?;
                    let mut message = Vec::new();
                    loop {
                        let line = lines.next_line().await.ok()??;
                        if line == "." {
                            break;
                        }
                        message.extend_from_slice(line.strip_prefix('.').unwrap_or(&line).as_bytes());
                        message.extend_from_slice(b"\r\n");
                    }
                    let reply = self.reply_to(".");
                    if reply.is_none() {
                        self.state().messages.push((recipient.clone(), message));
                    }
                    writing.write_all(format!("{}\r\n", reply.unwrap_or("250 OK")).as_bytes()).await.ok()?;
                    continue;
                }
                "QUIT" => "221 bye\r\n",
                _ => "250 OK\r\n",
            };
            writing.write_all(reply.as_bytes()).await.ok()?;
        }
        Some(())
    }
}
