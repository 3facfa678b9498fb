// What a program is told that wanted a file where it was given no folder.

export const NO_FILES = 'weft: The program opens files, and here there are none for it. --dir FOLDER gives it a folder, --host native all.\n'

/** A file system without any: it sees whether the program looks for its folders, which libc does when the first path is opened. */
export function createNoFiles() {
  let isWanted = false
  return {
    functions: Object.create(null),
    has() {
      isWanted = true
      return false
    },
    get isWanted() { return isWanted }
  }
}
