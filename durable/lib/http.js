// What a program's object answers to HTTP, below whatever path the Worker gives it: the last part of the path says what is asked.

import { DurableError } from './error.js'

const STATUS = { started: 409, 'no-program': 404, ended: 410, busy: 409, refused: 409, input: 400, options: 400 }

const WAYS = {
  'POST start': async (keeper, request) => Response.json(await keeper.start(await settingsOf(request)), { status: 201 }),
  'POST message': async (keeper, request) => Response.json(await keeper.message(await request.text(), {
    id: request.headers.get('Idempotency-Key') ?? undefined
  })),
  'POST end': async keeper => Response.json(await keeper.message('', { end: true })),
  'GET status': async keeper => Response.json(await keeper.status()),
  'GET output': async (keeper, request) => new Response(await keeper.output(placeOf(request))),
  'GET errors': async (keeper, request) => new Response(await keeper.errors(placeOf(request))),
  'GET snapshot': async keeper => new Response(await keeper.snapshot(), { headers: { 'Content-Type': 'application/octet-stream' } }),
  'PUT snapshot': async (keeper, request) => Response.json(await keeper.adopt(new Uint8Array(await request.arrayBuffer()))),
  'DELETE program': async keeper => Response.json(await keeper.remove() ?? {})
}

/**
 * @param {import('../keeper.d.ts').Keeper} keeper
 * @param {Request} request
 * @returns {Promise<Response>}
 */
export async function answer(keeper, request) {
  const last = new URL(request.url).pathname.split('/').filter(Boolean).at(-1)
  const way = `${request.method} ${last}`
  if (!Object.hasOwn(WAYS, way)) return Response.json({ code: 'no-way', message: `There is no ${way}. There are ${Object.keys(WAYS).join(', ')}.` }, { status: 404 })
  try {
    return await WAYS[way](keeper, request)
  } catch (error) {
    if (!(error instanceof DurableError)) throw error
    return Response.json({ code: error.code, message: error.message }, { status: STATUS[error.code] })
  }
}

async function settingsOf(request) {
  const text = await request.text()
  if (text === '') return {}
  let given
  try {
    given = JSON.parse(text)
  } catch (error) {
    throw new DurableError('input', `What the program is started with is JSON, and this is not: ${error.message}.`)
  }
  const { args = [], env = {} } = given ?? {}
  if (!Array.isArray(args) || !args.every(isText) || typeof env !== 'object' || env === null || !Object.values(env).every(isText)) {
    throw new DurableError('input', 'A program is started with { "args": [texts], "env": { name: text } }.')
  }
  return { args, env }
}

const isText = value => typeof value === 'string' && !value.includes('\0')

function placeOf(request) {
  const from = Number(new URL(request.url).searchParams.get('from') ?? 0)
  if (!Number.isInteger(from) || from < 0) throw new DurableError('input', '"from" is a number of bytes from 0 on.')
  return from
}
