// What @weft/durable exports, in the hands of TypeScript.

import { durable, DurableError, type DurableEffectContext, type DurableProgram, type Status } from '@weft/durable'
import { deploy } from '@weft/durable/deploy'
import { createKeeper, loadBuilds, type Keeper, type Store } from '@weft/durable/keeper'
import { load, type Run, type Snapshot } from '@weft/host'
import { packSnapshot, unpackSnapshot } from '@weft/host/snapshot'

declare const program: WebAssembly.Module
declare const store: Store

const effects = {
  async mail(text: string, { id, attempt, signal, env }: DurableEffectContext): Promise<string> {
    if (signal.aborted || attempt > 2) throw Object.assign(new Error('no mail'), { final: true })
    return `${id} ${text} ${String(env)}`
  }
}

export class Trial extends durable({ program, older: [program], effects, parkAfter: 1, speed: 60, limits: { memory: 1e7 } }) {}

export async function use(object: DurableProgram): Promise<Status> {
  const { build } = await object.start({ args: ['a'], env: { A: 'b' } })
  const { taken } = await object.message(`${build}\n`, { id: '1', end: true })
  if (!taken) throw new DurableError('busy', 'not now')
  await object.adopt(await object.snapshot())
  // @ts-expect-error a message is a text
  await object.message(3)
  return object.status()
}

export async function keep(): Promise<Keeper> {
  const keeper = createKeeper(store, { builds: await loadBuilds({ program }), effects })
  await keeper.alarm()
  keeper.close()
  return keeper
}

export async function move(bytes: Uint8Array): Promise<Run> {
  const snapshot: Snapshot = await unpackSnapshot(bytes)
  const run = (await load(program)).restore(snapshot, { clock: 'running', effects: { mail: (text, { id, signal }) => `${id} ${text} ${signal.aborted}` } })
  const due: number = run.dueIn
  await packSnapshot(run.snapshot())
  // @ts-expect-error a clock of a restored program is one of these
  ;(await load(program)).restore(snapshot, { clock: 'real' })
  return due > 0 ? run : run
}

deploy({ worker: 'worker.js', out: 'deploy', objects: ['Trial'] })
