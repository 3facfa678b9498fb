// What the server of `npm start` answers while the playground is being built: a page that says how far it is, and opens the
// playground by itself; then the programs that are not there yet, each built when it is asked for.

import { readFileSync } from 'node:fs'
import { answerFile } from './serve.js'

const waitingPage = readFileSync(new URL('./waiting.html', import.meta.url), 'utf8')

/**
 * @param {string} folder that is served
 * @returns {{meddle: Function, say: (text: string) => void, open: (programs: object) => void}} `meddle` is for serve; `say`: how far it is;
 *   `open`: there is a page now, and openPrograms knows what is missing
 */
export function answerEarly(folder) {
  let said = ''
  let programs = null
  return {
    say: text => { said = text },
    open: given => { programs = given },
    meddle(name, response, request) {
      if (!programs) {
        response.writeHead(name === 'index.html' ? 200 : 503, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
          .end(waitingPage.replace('{{said}}', () => said))
        return true
      }
      const built = programs.ask(name)
      // The name stays while the program may change: it is not to be kept.
      built?.then(file => answerFile(folder, file, request, response, { lasts: false }),
        error => response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' }).end(`${error.message}\n`))
      return Boolean(built)
    }
  }
}
