// A program as a folder to take home, in a zip file: its source, how it is built by CMake or by `weft`, and what to type.

import { strToU8, zipSync } from 'fflate'

/**
 * @param {{file: string, text: string, title: string}} program `file` as "gather.c"
 * @returns {{name: string, bytes: Uint8Array}}
 */
export function projectOf({ file, text, title }) {
  const name = file.replace(/\.c$/, '').replace(/[^\w-]/g, '_') || 'program'
  const files = Object.fromEntries(Object.entries(filesOf(name, text, title)).map(([path, content]) => [`${name}/${path}`, strToU8(content)]))
  return { name: `${name}.zip`, bytes: zipSync(files, { mtime: new Date(2000, 0, 1) }) }   // the same program is the same file
}

/** What stands in the folder. */
export function filesOf(name, text, title) {
  return { 'main.c': text, 'CMakeLists.txt': cmake(name), 'README.md': readme(name, title), '.gitignore': 'build/\n*.wasm\nnode_modules/\n' }
}

const cmake = name => `cmake_minimum_required(VERSION 3.21)
project(${name} C)

# The library of C comes with the npm package: npm install @weft/cli. Where Weft is installed,
# find_package(weft REQUIRED) takes the place of this line.
add_subdirectory(node_modules/@weft/cli weft EXCLUDE_FROM_ALL)

set(CMAKE_C_STANDARD 11)
add_executable(${name} main.c)
target_link_libraries(${name} PRIVATE weft::weft)
weft_weave(${name})   # for WebAssembly; natively there is nothing to do
`

const readme = (name, title) => `# ${title.replace(/\s+/g, ' ')}

    npm install @weft/cli
    npx weft run main.c                      # in Node, as WebAssembly
    npx weft run main.c --clock virtual      # waiting takes no real time
    npx weft explore main.c                  # in every order

Natively, by CMake:

    cmake -B build && cmake --build build && ./build/${name}
`
