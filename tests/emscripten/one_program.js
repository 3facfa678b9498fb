// All examples in one program. Each is compiled on its own, as a function that has its name in place of main, and a main of ours calls the one that
// the first argument names. So a cell of the matrix is one link, and a short run for each example.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { link, root } from './build.js'

/**
 * Compiles them with these options.
 * @returns {Promise<string[]>} the objects, for a link of any kind
 */
export async function compileTogether(examples, options, folder) {
  mkdirSync(folder, { recursive: true })
  const names = examples.map(({ name }) => name)
  for (const { name, file } of examples) writeFileSync(join(folder, `${name}.c`), `#define main example_${name}\n#include "${join(root, file)}"\n`)
  writeFileSync(join(folder, 'chooses.c'), chooser(examples))
  const all = [...names, 'chooses']
  const { code, stderr } = await link([...options, '-c', ...all.map(name => `${name}.c`)], { cwd: folder })
  if (code) throw new Error(stderr)
  return all.map(name => join(folder, `${name}.o`))
}

/** Calls by name and not through a table: a pointer would hide from the weaving which functions main reaches. */
function chooser(examples) {
  const takesWords = ({ source }) => !/\bint main\(void\)/.test(source)
  const declared = examples.map(example => `int example_${example.name}(${takesWords(example) ? 'int, char **' : 'void'});\n`)
  const called = examples.map(example => `    if (argc > 1 && strcmp(argv[1], "${example.name}") == 0)\n`
    + `        return example_${example.name}(${takesWords(example) ? 'argc - 1, argv + 1' : ''});\n`)
  return `#include <stdio.h>\n#include <string.h>\n\n${declared.join('')}\nint main(int argc, char **argv)\n{\n${called.join('')}`
    + '    fprintf(stderr, "name an example\\n");\n    return 2;\n}\n'
}
