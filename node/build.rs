//! What a Node.js addon needs of the linker.

fn main() {
    napi_build::setup();
}
