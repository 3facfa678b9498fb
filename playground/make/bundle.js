// The JavaScript of the page and of its workers, by esbuild. The workers are made first: the page
// is told their names.

import { readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { build } from 'esbuild'

export const TARGET = ['chrome123', 'firefox120', 'safari17.5']

/** @returns {Promise<{runWorker: string, compileWorker: string, jobWorker: string, checkWorker: string, forkWorker: string, watchWorker: string, result: object}>} names below the built folder */
export async function bundleWorkers({ source, folder }) {
  const entries = {
    runWorker: join(source, 'page/run/run_worker.js'),
    compileWorker: join(source, 'page/compile/compile_worker.js'),
    jobWorker: join(source, 'page/run/job_worker.js'),
    checkWorker: join(source, 'page/lessons/check_worker.js'),
    forkWorker: join(source, 'page/run/fork_worker.js'),
    watchWorker: join(source, 'page/run/watch_worker.js')
  }
  const result = await bundle({ source, folder, entries, define: {} })
  return { ...Object.fromEntries(Object.keys(entries).map(name => [name, result.entry(name)])), result }
}

/** @returns {Promise<{script: string, styles: string, result: object}>} */
export async function bundlePage({ source, folder, files }) {
  const { result: _, ...names } = files
  const define = { __FILES__: JSON.stringify(names) }
  const entries = { page: join(source, 'page.js'), manual: join(source, 'page/manual.js'), canvas: join(source, 'page/canvas.js') }
  const result = await bundle({ source, folder, entries, define })
  const css = ['tokens.css', 'playground.css', 'page.css'].map(name =>
    readFileSync(join(source, name), 'utf8'))
  const small = await build({
    stdin: { contents: css.join('\n'), loader: 'css' }, minify: true, write: false, target: TARGET
  })
  return {
    script: result.entry('page'),
    manual: result.entry('manual'),
    canvas: result.entry('canvas'),
    styles: folder.putHashed('page.css', small.outputFiles[0].contents),
    result
  }
}

async function bundle({ source, folder, entries, define }) {
  const { outputFiles, metafile, warnings } = await build({
    entryPoints: entries,
    outdir: folder.out,
    absWorkingDir: source,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: TARGET,
    minify: true,
    legalComments: 'eof',
    metafile: true,
    write: false,
    define,
    external: ['node:*', 'binaryen'],
    entryNames: '[name]-[hash]',
    chunkNames: 'chunk-[hash]',
    logLevel: 'warning'
  })
  if (warnings.length > 0) throw new Error(`esbuild has ${warnings.length} ${warnings.length > 1 ? 'doubts' : 'doubt'} (see above): the page would lack something.`)
  const name = path => relative(folder.out, path).split(sep).join('/')
  for (const { path, contents } of outputFiles) folder.put(name(path), contents)
  const outputs = Object.fromEntries(Object.entries(metafile.outputs)
    .map(([path, output]) => [name(join(source, path)), output]))
  const imports = output => output.imports.map(({ path, kind, external }) =>
    ({ kind, external, name: external ? path : name(join(source, path)) }))
  return {
    entry: wanted => Object.keys(outputs).find(file => file.startsWith(`${wanted}-`)),
    /** The files that a file needs before it runs, itself included. */
    closure(file, seen = new Set()) {
      if (seen.has(file)) return seen
      seen.add(file)
      for (const next of imports(outputs[file])) {
        if (next.kind === 'import-statement' && !next.external) this.closure(next.name, seen)
      }
      return seen
    },
    /** The files that hold a source file, by the end of its path. */
    holding(path) {
      const found = Object.keys(outputs).filter(file =>
        Object.keys(outputs[file].inputs).some(input => input.endsWith(path)))
      if (found.length === 0) throw new Error(`No built file holds ${path}. Has it moved?`)
      return found
    }
  }
}
