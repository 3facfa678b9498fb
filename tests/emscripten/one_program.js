// Many programs in one. Each is compiled on its own, with a main that has another name for the linker only (traces and sentences have the name of
// the function), and a main of ours calls the one that the first argument names. So a cell of the matrix is one link, and a short run for each example.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { link, root } from './build.js'

/**
 * Compiles them with these options.
 * @param {{name: string, file: string}[]} programs with files relative to the repository
 * @returns {Promise<string[]>} the objects, for a link of any kind
 */
export async function compileTogether(programs, options, folder) {
  mkdirSync(folder, { recursive: true })
  const forms = programs.map(({ name, file }) => {
    const text = readFileSync(join(root, file), 'utf8')
    return { name, file, takes: /\bint main\(void\)/.test(text) ? 'void' : 'int, char **' }
  })
  for (const { name, file, takes } of forms) {
    writeFileSync(join(folder, `${name}.c`), `int main(${takes}) __asm__("main_of_${name}");\n#include "${join(root, file)}"\n`)
  }
  writeFileSync(join(folder, 'chooses.c'), chooser(forms))
  const all = [...forms.map(({ name }) => name), 'chooses']
  const { code, stderr } = await link([...options, '-c', ...all.map(name => `${name}.c`)], { cwd: folder })
  if (code) throw new Error(stderr)
  return all.map(name => join(folder, `${name}.o`))
}

/** Calls by name and not through a table: a pointer would hide from the weaving which functions main reaches. */
function chooser(forms) {
  const declared = forms.map(({ name, takes }) => `int main_of_${name}(${takes});\n`)
  const called = forms.map(({ name, takes }) => `    if (argc > 1 && strcmp(argv[1], "${name}") == 0)\n`
    + `        return main_of_${name}(${takes === 'void' ? '' : 'argc - 1, argv + 1'});\n`)
  return `#include <stdio.h>\n#include <string.h>\n\n${declared.join('')}\nint main(int argc, char **argv)\n{\n${called.join('')}`
    + '    fprintf(stderr, "name a program\\n");\n    return 2;\n}\n'
}
