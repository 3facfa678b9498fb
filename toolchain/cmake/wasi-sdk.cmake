# CMake toolchain for WASI preview 1: wasi-sdk where WASI_SDK_PATH names it (a variable of CMake or
# of the environment), else Debian's clang with the packages wasi-libc, lld, llvm and
# libclang-rt-dev-wasm32.

set(CMAKE_SYSTEM_NAME WASI)
set(CMAKE_SYSTEM_VERSION 1)
set(CMAKE_SYSTEM_PROCESSOR wasm32)

if(NOT WASI_SDK_PATH)
    set(WASI_SDK_PATH "$ENV{WASI_SDK_PATH}")
endif()
if(WASI_SDK_PATH)
    set(weft_bin ${WASI_SDK_PATH}/bin/)
    set(weft_triple wasm32-wasip1)
    set(CMAKE_SYSROOT ${WASI_SDK_PATH}/share/wasi-sysroot)
else()
    set(weft_bin "")
    set(weft_triple wasm32-wasi)
endif()

set(CMAKE_C_COMPILER ${weft_bin}clang)
set(CMAKE_ASM_COMPILER ${weft_bin}clang)
set(CMAKE_AR ${weft_bin}llvm-ar CACHE STRING "")
set(CMAKE_RANLIB ${weft_bin}llvm-ranlib CACHE STRING "")
set(CMAKE_C_COMPILER_TARGET ${weft_triple})
set(CMAKE_C_FLAGS_DEBUG_INIT -gdwarf-4)   # the version that the weaving keeps
set(CMAKE_ASM_COMPILER_TARGET ${weft_triple})
list(APPEND CMAKE_MODULE_PATH ${CMAKE_CURRENT_LIST_DIR})   # Platform/WASI.cmake

set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE BOTH)

# Tests run under wasmtime, which passes on when asked the environment (the options of a run) and the folder where they run.
find_program(WEFT_WASMTIME wasmtime
    HINTS ${CMAKE_CURRENT_LIST_DIR}/../../.tools CMAKE_FIND_ROOT_PATH_BOTH)
if(WEFT_WASMTIME)
    set(CMAKE_CROSSCOMPILING_EMULATOR ${WEFT_WASMTIME};run;-S;inherit-env=y;--dir=.)
endif()
