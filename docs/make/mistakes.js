/**
 * docs/mistakes.md: what the page and the command line say about the mistakes that everybody makes.
 *
 *     node docs/make/mistakes.js --write  makes them all, on the command line and in Chromium, and writes down what is said
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readMistakes, readSaid, saidByCommand, saidByPage } from '../../tests/mistakes/said.js'
import { openWarm } from '../../tests/warm.js'

const page = fileURLToPath(new URL('../mistakes.md', import.meta.url))
const said = fileURLToPath(new URL('../../tests/mistakes/said.json', import.meta.url))

const ABOUT = `# Mistakes that everybody makes

Each is a program of \`tests/mistakes\`. Below it stands what \`weft run\` says, and what the page says after Run. This page is made by
\`node docs/make/mistakes.js --write\`; \`npm test -- mistakes\` makes the mistakes again and compares.

What is checked while a program runs (NULL pointers, divisions by zero, elements outside of arrays) is checked by \`weft run\`
without \`-O\` and by the page at \`-O0\`. Debug mode looks at more: \`--debug\`, or the switch below Input in the page.
`

/** The document for what is said now. */
export function makePage(all = readSaid(), mistakes = readMistakes()) {
  const rows = mistakes.map(({ title, name, line, says }) => `| [${title}](#${anchor(title)}) | \`${name}.c\` | ${line} | ${cell(says)} |`)
  const parts = mistakes.map(({ name, title, options, source }) => {
    const { command, page: inPage } = all[name]
    const line = ['weft run', ...options].join(' ')
    const where = options.includes('--debug') ? 'The page says in debug mode (Input):' : 'The page says:'
    return `## ${title}\n\n${fenced('c', source.trimEnd())}\n\`${line}\` says:\n\n${fenced('text', command)}${inPage ? `\n${where}\n\n${fenced('text', inPage)}` : ''}`
  })
  return `${ABOUT}\n| mistake | program | line | what is said, in short |\n|---|---|---|---|\n${rows.join('\n')}\n\n${parts.join('\n')}`
}

function fenced(language, text) {
  return `\`\`\`${language}\n${text}\n\`\`\`\n`
}

function anchor(title) {
  return title.toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-')
}

function cell(text) {
  return `\`${text}\``
}

export function isStale() {
  return readFileSync(page, 'utf8') !== makePage()
}

async function write() {
  const { build } = await import('../../playground/build.js')
  const { startBrowser } = await import('../../tests/browser/browser.js')
  await build({ say: () => {} })
  const browser = await startBrowser()
  const open = await browser.open({ fresh: true })
  const weft = openWarm()
  const all = {}
  try {
    for (const mistake of readMistakes()) {
      const command = await saidByCommand(weft, mistake)
      all[mistake.name] = { command, page: await saidByPage(open, mistake) }
    }
  } finally {
    weft.close()
    await browser.close()
  }
  writeFileSync(said, `${JSON.stringify(all, null, 2)}\n`)
  writeFileSync(page, makePage(all))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--write')) await write()
  else console.log(isStale() ? 'docs/mistakes.md is stale: node docs/make/mistakes.js --write' : 'docs/mistakes.md is what is said.')
}
