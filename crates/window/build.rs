//! Asks the linker to fold equal functions and to pack relocations: together an eighth of the program's size.
//! And to leave out the symbols: cargo forgets the profile's `strip` where a package has a level of its own.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| std::env::var_os(name).is_some_and(|it| it == value);
    // Only there does the toolchain bring its own linker, which knows both; a debug build links often and stays plain.
    if is("TARGET", "x86_64-unknown-linux-gnu") && is("PROFILE", "release") {
        println!("cargo::rustc-link-arg-bins=-Wl,--icf=all");
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
        println!("cargo::rustc-link-arg-bins=-Wl,--strip-all");
    }
}
