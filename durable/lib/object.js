// The keeper as a Durable Object of workerd's: its storage, its alarm, and what it answers to HTTP and to RPC.

import { DurableObject } from 'cloudflare:workers'
import { answer } from './http.js'
import { createKeeper, loadBuilds } from './keeper.js'
import { createObjectStore } from './object_store.js'
import { createPlaces } from './places.js'

const LIVE_AT_ONCE = 100

/**
 * A class of objects, each of which is one run of a program.
 * @param {import('../index.d.ts').DurableSettings} settings
 */
export function durable(settings) {
  let builds = null   // once for all objects, and so are the places
  const places = createPlaces(settings.liveAtOnce ?? LIVE_AT_ONCE)

  return class DurableProgram extends DurableObject {
    #keeper

    constructor(ctx, env) {
      super(ctx, env)
      builds ??= loadBuilds(settings)
      this.#keeper = createKeeper(createObjectStore(ctx.storage), { ...settings, builds, places, context: { env } })
    }

    start(how) { return this.#keeper.start(how) }
    message(text, how) { return this.#keeper.message(text, how) }
    status() { return this.#keeper.status() }
    output(from) { return this.#keeper.output(from) }
    errors(from) { return this.#keeper.errors(from) }
    snapshot() { return this.#keeper.snapshot() }
    adopt(bytes) { return this.#keeper.adopt(bytes) }
    remove() { return this.#keeper.remove() }
    alarm() { return this.#keeper.alarm() }
    fetch(request) { return answer(this.#keeper, request) }
  }
}
