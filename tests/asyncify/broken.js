// Asyncify used wrongly, so that tests can show that they would notice: after an optimiser, and with a list
// that somebody has changed.

import binaryen from 'binaryen'
import { readModule } from '../../toolchain/wasm/read.js'
import { writeModule } from '../../toolchain/wasm/write.js'

const POLL = 'wasi_snapshot_preview1.poll_oneoff'

/** What a wasm-opt found on PATH does when it runs right after the linker. */
export function optimiseFirst(bytes) {
  const module = binaryen.readBinary(bytes, safeFeatures())
  binaryen.setOptimizeLevel(3)
  binaryen.setShrinkLevel(0)
  binaryen.setFlexibleInlineMaxSize(1000)
  try {
    module.optimize()
    return module.emitBinary()
  } finally {
    binaryen.setFlexibleInlineMaxSize(20)
    module.dispose()
  }
}

/** The pass alone, choosing for itself. */
export function asyncifyBlindly(bytes) {
  return asyncify(bytes, null)
}

/** The pass alone, with exactly these functions, by their indices. */
export function asyncifyListed(bytes, functions) {
  const module = readModule(bytes)
  const names = new Map(module.functions.map((_, index) => [index, `w${index}`]))
  return asyncify(writeModule(module, { strip: true, names }), functions.map(index => `w${index}`))
}

function asyncify(bytes, list) {
  const module = binaryen.readBinary(bytes, safeFeatures())
  binaryen.setOptimizeLevel(0)
  binaryen.setPassArgument('asyncify-imports', POLL)
  if (list) binaryen.setPassArgument('asyncify-onlylist', list.join(','))
  try {
    module.runPasses(['asyncify'])
    return module.emitBinary()
  } finally {
    binaryen.clearPassArguments()
    module.dispose()
  }
}

function safeFeatures() {
  const { MutableGlobals, SignExt, NontrappingFPToInt, BulkMemory, BulkMemoryOpt, Multivalue,
    ReferenceTypes, CallIndirectOverlong } = binaryen.Features
  return MutableGlobals | SignExt | NontrappingFPToInt | BulkMemory | BulkMemoryOpt | Multivalue
    | ReferenceTypes | CallIndirectOverlong
}
