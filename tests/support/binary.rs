//! Builds and finds the workspace's programs.

use std::path::PathBuf;
use std::process::Stdio;

use cargo_metadata::Message;

/// Builds a binary of the workspace if necessary, with the features of `cargo test --workspace`.
pub fn build(name: &str) -> PathBuf {
    let profile: &[&str] = if cfg!(debug_assertions) { &[] } else { &["--release"] };
    build_with(&["--workspace", "--bin", name], profile)
}

/// Builds a function if necessary, as for Lambda: with its own profile, and only the features that it needs.
pub fn build_function(package: &str, name: &str) -> PathBuf {
    build_with(&["--package", package, "--bin", name], &["--profile", "function"])
}

fn build_with(what: &[&str], profile: &[&str]) -> PathBuf {
    let mut cargo = std::process::Command::new(env!("CARGO"));
    cargo
        .arg("build")
        .args(what)
        .args(profile)
        .arg("--message-format=json")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::inherit());
    // Remove the variables in which Cargo describes this test's package and the output of its build script: build
    // scripts that read them would rerun, now and at the next `cargo test`, and cause minutes of compilation.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || name == "OUT_DIR" {
            cargo.env_remove(&*name);
        }
    }
    let output = cargo.output().expect("cargo can be started");
    assert!(output.status.success(), "the binary cannot be built");
    Message::parse_stream(&*output.stdout)
        .filter_map(|message| match message.expect("cargo writes its messages") {
            Message::CompilerArtifact(artifact) => artifact.executable,
            _ => None,
        })
        .last()
        .expect("cargo names the binary")
        .into_std_path_buf()
}
