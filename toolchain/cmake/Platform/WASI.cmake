# What CMake should know about the system WASI; its own releases before 3.31 do not know the name.
set(WASI 1)
set(CMAKE_EXECUTABLE_SUFFIX .wasm)
