// Everything that @weft/host, @weft/host/library, @weft/host/trace and a made library export, as TypeScript sees it.

import { EXIT, SIGNALS, WeftError, environment, load as loadProgram, outcome, type Exit, type Program, type Run, type Snapshot, type StartOptions } from '@weft/host'
import { loadLibrary, type CallContext, type CallOptions, type InWorker, type Library, type LibraryOptions } from '@weft/host/library'
import { CallCancelled, CallError, CallFailed, CallTimedOut, LibraryDied, load, type Color, type Imports, type Lib, type May, type Person, type People, type Shape } from './lib.js'

const imports: Imports = {
  async lookup(id: string, { signal }: CallContext): Promise<Person> {
    signal.throwIfAborted()
    return { name: id, age: 1, tags: [] }
  },
  judge: (shape: Shape) => shape.tag === 'box' ? shape.val[0] : shape.tag === 'circle' ? shape.val : 0,
  note(text) { text.toUpperCase() },
  waitFor: async name => void name.length
}

export async function all(): Promise<void> {
  const options: LibraryOptions & { imports: Imports } = { imports, clock: 'virtual', trace: true, onTrace: chunk => void chunk.byteLength }
  await using lib: Lib = await load(options)
  const library: Library = lib
  const sum: number = lib.add(1, 2)
  const product: bigint = lib.multiply(1, 2n)
  const bytes: Uint8Array = lib.reverse([1, 2])
  const both: [May, Color] = lib.swap({ read: true }, 'dark-blue')
  const call: CallOptions = { signal: AbortSignal.timeout(1) }
  const person: Person = await lib.find('x', call)
  const boss: string | undefined = person.boss
  const people: People = [person]
  for await (const number of lib.count(3)) number.toFixed()
  const total: bigint = await lib.sum([1, 2, 3]) + await lib.sum(lib.count(2))
  const deep = await lib.echoDeep({ lists: [new Uint16Array([1])], maybe: { tag: 'some', val: 1 }, outcome: { tag: 'ok', val: 1 }, people, words: new Float64Array([1]) })
  const lists: Uint16Array[] = deep.lists
  try {
    await lib.fail(1)
  } catch (error) {
    if (error instanceof CallFailed) error.payload as Color
    if (error instanceof CallError) `${error.call} ${error.code} ${error.number} ${error.text} ${error.place} ${error.task}`
    if (error instanceof LibraryDied || error instanceof CallCancelled || error instanceof CallTimedOut) throw error
  }
  await using far: InWorker<Lib> = await load({ imports, worker: true })
  const farther: number = await far.add(1, 2) + (await far.find('x')).age
  far.kill()
  const { calls, memory, bytes: held } = library.usage
  await lib.dispose()
  void [sum, product, bytes, both, boss, total, farther, lists, calls, memory, held, loadLibrary, loadProgram, EXIT, SIGNALS, WeftError, environment, outcome]
  // @ts-expect-error a number is no string
  await lib.greet(5)
  // @ts-expect-error there is no such colour
  lib.swap({}, 'green')
  // @ts-expect-error imports are missing
  await load({})
}

/** A program and its run. */
export async function one(bytes: Uint8Array): Promise<number> {
  const program: Program = await loadProgram(bytes)
  const options: StartOptions = { clock: 'virtual', seed: 7n, signals: ['INT@2.5'], stdin: 'x' }
  const run: Run = program.start(options)
  for await (const chunk of run.stdout) chunk.byteLength.toFixed()
  run.signal('INT')
  const { code, reason, message }: Exit = await run.exit
  if (code === EXIT.deadlock) throw new Error(`${reason} ${message} ${SIGNALS.INT} ${outcome(3).reason} ${Object.keys(environment({ stamp: true }))}`)
  try {
    await loadProgram('x')
  } catch (error) {
    if (error instanceof WeftError && error.code === 'load') error.message.trim()
  }
  await using other = program.start()
  // @ts-expect-error there is no such clock
  program.start({ clock: 'sun' })
  return other.exit.then(({ code }) => code)
}

export type Others = [Run, Snapshot]
