import { answer } from './answer.js'

const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })
const words = error => String(error?.message ?? error)
const [page, there] = await Promise.all([answer().catch(words), new Promise(resolve => {
  worker.onmessage = ({ data }) => resolve(data)
  worker.onerror = error => resolve(words(error))
})])
document.title = JSON.stringify({ page, worker: there })
