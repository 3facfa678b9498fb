// A job queue over HTTP: each job is a C program in an object of its own.
//
//   POST /jobs             { "what": "resize cat.png", "attempts": 5 }   a new job; its number comes back
//   GET /jobs/N/status     what it does, and when it goes on
//   GET /jobs/N/output     what it has printed
//   POST /jobs/N/message   "stop" calls it off
//   GET /jobs/N/snapshot   the program itself, as bytes

import { durable } from '@weft/durable'
import program from './job.wasm'

/** The work itself would be a request to somebody: give it the id, and it is done once. Here every third one succeeds. */
async function work(request, { id }) {
  console.log(`work ${id}: ${request}`)
  const number = Number(id.slice(id.lastIndexOf('-') + 1))
  if (number % 3 !== 0) throw Object.assign(new Error(`no luck with ${request}`), { final: true })   // else it would be tried again at once
  return `${request} is done`
}

export class Job extends durable({ program, effects: { work }, speed: 3600 }) {}   // an hour passes in a second

export default {
  async fetch(request, env) {
    const url = new URL(request.url)
    const [, jobs, number] = url.pathname.split('/')
    if (jobs !== 'jobs') return new Response('POST /jobs\n', { status: 404 })
    if (number) return env.JOB.get(env.JOB.idFromName(number)).fetch(request)
    if (request.method !== 'POST') return new Response('POST /jobs\n', { status: 405 })
    const { what, attempts = 5 } = await request.json()
    const id = crypto.randomUUID()
    await env.JOB.get(env.JOB.idFromName(id)).start({ args: [String(what), String(attempts)] })
    return Response.json({ job: id }, { status: 201 })
  }
}
