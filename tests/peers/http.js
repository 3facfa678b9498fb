// The same hello by Node's http.

import { createServer } from 'node:http'

const text = 'hello\n'
const head = { 'content-type': 'text/plain; charset=utf-8', 'content-length': text.length }

const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => response.writeHead(200, head).end(text))
server.listen(0, '127.0.0.1', 4096, () => console.log(`port ${server.address().port}`))
