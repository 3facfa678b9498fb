// Builds the program and serves the queue: node start.js [ADDRESS:PORT]

import { spawn, spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '../..')
const built = spawnSync(process.execPath, [join(root, 'toolchain/weft.js'), 'build', 'job.c', '-o', 'job.wasm'], { cwd: here, stdio: 'inherit' })
if (built.status !== 0) process.exit(built.status ?? 1)
const child = spawn(process.execPath, [join(root, 'durable/bin/weft-durable.js'), 'serve', 'worker.js', '--object', 'Job',
  '--address', process.argv[2] ?? '127.0.0.1:8080'], { cwd: here, stdio: 'inherit' })
for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => child.kill(name))
child.on('exit', code => process.exit(code ?? 0))
