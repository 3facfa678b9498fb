// Two kinds of objects of one program: Order waits for real between its steps, Quick has a history at once.

import { durable } from '@weft/durable'
import program from './program.wasm'

async function note(request, { id, env, signal }) {
  const response = await fetch(env.NOTES, { method: 'POST', body: request, headers: { 'Idempotency-Key': id }, signal })
  if (!response.ok) throw new Error(`the notes answer ${response.status}`)
  return response.text()
}

export class Order extends durable({ program, effects: { note }, speed: 120, parkAfter: 0.05 }) {}
export class Quick extends durable({
  program, speed: 1e6, parkAfter: 0.05,
  effects: { note: (request, context) => request.startsWith('step') ? 'ok' : note(request, context) }
}) {}

export default {
  fetch(request, env) {
    const [, name] = new URL(request.url).pathname.split('/')
    const kind = name.startsWith('quick') ? env.QUICK : env.ORDER
    return kind.get(kind.idFromName(name)).fetch(request)
  }
}
