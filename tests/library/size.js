// How large the JavaScript of a library is: what a bundler puts into the file that is loaded first. Other files come when they are used.

import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { folder } from './build.js'

/**
 * Bytes, minified by esbuild and compressed by gzip -9.
 * @param {string} contents a module, in the folder of the libraries
 * @param {string[]} [used] files that such a library loads as well
 */
export async function sizeAtOnce(contents, used = []) {
  const later = {
    name: 'later',
    setup(plugins) {
      plugins.onResolve({ filter: /./ }, ({ kind, path }) =>
        kind === 'dynamic-import' && !used.some(name => path.endsWith(`/${name}.js`)) ? { path, external: true } : undefined)
    }
  }
  const { outputFiles: [{ contents: bytes }] } = await build({
    stdin: { contents, resolveDir: folder }, bundle: true, minify: true, format: 'esm', write: false, platform: 'neutral', logLevel: 'error',
    target: 'es2022', external: ['*.wasm'], plugins: [later]
  })
  return gzipSync(bytes, { level: 9 }).length
}
