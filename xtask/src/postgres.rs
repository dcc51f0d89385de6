//! A `PostgreSQL` server of the tests' own: a private port, a temporary folder, gone afterwards.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;

use crate::run;

const BIN: &str = "/usr/lib/postgresql/15/bin";

/// A running server; dropped, it is stopped and its folder removed.
pub(crate) struct Server {
    folder: PathBuf,
    port: u16,
}

impl Server {
    pub(crate) fn start() -> anyhow::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let folder = std::env::temp_dir().join(format!("window-one-postgres-{port}"));
        std::fs::create_dir_all(&folder).with_context(|| format!("make `{}`", folder.display()))?;
        if is_root() {
            run(Command::new("chown").arg("postgres:postgres").arg(&folder))?;
        }
        let server = Self { folder, port };
        let data = server.data();
        run(as_postgres("initdb")
            .args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "-D"])
            .arg(&data))?;
        // The tests commit a great deal and keep nothing: durability is tested on purpose elsewhere.
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c max_connections=300",
            server.folder.display()
        );
        run(as_postgres("pg_ctl")
            .args(["-w", "-o", &options, "-l"])
            .arg(server.folder.join("log"))
            .arg("-D")
            .arg(&data)
            .arg("start"))?;
        Ok(server)
    }

    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let stop = as_postgres("pg_ctl")
            .args(["-m", "immediate", "-D"])
            .arg(self.data())
            .arg("stop")
            .status();
        if let Err(error) = stop
            .map(|_| ())
            .and_then(|()| std::fs::remove_dir_all(&self.folder))
        {
            crate::tell(&format!(
                "`{}` is left behind: {error}",
                self.folder.display()
            ));
        }
    }
}

/// The server refuses to run as root, so root lends it the user Debian made for it.
fn as_postgres(program: &str) -> Command {
    let path = Path::new(BIN).join(program);
    if is_root() {
        let mut command = Command::new("runuser");
        command
            .args(["-u", "postgres", "--"])
            .arg(path)
            .current_dir("/");
        command
    } else {
        Command::new(path)
    }
}

fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| output.stdout.starts_with(b"0\n"))
}
