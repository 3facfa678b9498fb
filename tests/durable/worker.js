// Programs of which each is a durable object. Their effects are requests to a server, with the id of the effect.

import { durable } from '@weft/durable'
import { older } from './older.js'
import program from './program.wasm'

const effects = {
  async note(request, { id, env, signal }) {
    const response = await fetch(env.NOTES, { method: 'POST', body: request, headers: { 'Idempotency-Key': id }, signal })
    if (!response.ok) throw new Error(`the notes answer ${response.status}`)
    return response.text()
  }
}

export class Order extends durable({ program, older, effects, speed: 100_000, parkAfter: 0.05 }) {}

export default {
  fetch(request, env) {
    const [, name] = new URL(request.url).pathname.split('/')
    return env.ORDER.get(env.ORDER.idFromName(name)).fetch(request)
  }
}
