// The script of a program in a file of its own, and of its worker: each one piece, since a page from disk can fetch nothing.

import { join } from 'node:path'
import { build } from 'esbuild'
import { TARGET } from './bundle.js'

/** What such a file does without: the editor, and what wants a compiler or other files. */
const WITHOUT = /^\.\/(fork|watch|editor|names|twin)\.js$/

/** @returns {Promise<{single: string, singleWorker: string}>} names below the built folder */
export async function bundleSingle({ source, folder }) {
  const [single, singleWorker] = await Promise.all([['single.js', 'page/single.js'], ['single_worker.js', 'page/run/run_worker.js']].map(async ([name, entry]) => {
    const { outputFiles: [{ contents }] } = await build({
      entryPoints: [join(source, entry)],
      bundle: true,
      format: 'iife',
      platform: 'browser',
      target: TARGET,
      minify: true,
      legalComments: 'none',
      write: false,
      define: { __FILES__: 'globalThis.weftFiles' },
      external: ['node:*', 'binaryen'],
      logOverride: { 'empty-import-meta': 'silent' },
      plugins: [{ name: 'without', setup: ({ onResolve, onLoad }) => {
        onResolve({ filter: WITHOUT }, ({ path }) => ({ path, namespace: 'without' }))
        onLoad({ filter: /./, namespace: 'without' }, () => ({ contents: '' }))
      } }]
    })
    return folder.putHashed(name, contents)
  }))
  return { single, singleWorker }
}
