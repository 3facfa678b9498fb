// A thread of library.js: compiles a share of the runtime's files.

import { parentPort, workerData } from 'node:worker_threads'
import { compileObjects } from './library.js'

parentPort.postMessage(await compileObjects(workerData))
