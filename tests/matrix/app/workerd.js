import { answer } from './answer.js'
import source from './small.wasm'

export default {
  async fetch() {
    return new Response(await answer({ source }))
  }
}
