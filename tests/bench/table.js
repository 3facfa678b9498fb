// Turns measured entries into tables, judges them by their targets, and prints them. Ratios and
// verdicts come from the statistic that a table names: of many short laps the least (noise only
// adds), of whole runs the median.

import { least, median } from './run.js'

/**
 * @typedef {{ atMost: number, text: string }} Limit
 *
 * Rows of one place stand together: Weft's own, its peers' there with Weft's share of their cost,
 * and peers elsewhere that a target names.
 *
 * @param {{ title: string | ((quick: boolean) => string), series: string, by: 'min' | 'median',
 *   limits: object }} table `limits` answers a Limit or nothing to own(place, quick),
 *   peer(place, who) and elsewhere(place, entry)
 * @param {import('./run.js').Entry[]} entries
 * @param {boolean} quick
 */
export function makeTable({ title, series, by, limits, columns }, entries, quick) {
  if (columns) return { title, by: 'min', ...makeColumns(columns(quick), entries) }
  const measured = entries.map(entry => summarize(entry, series, by))
  const places = [...new Set(measured.map(({ place }) => place))]
  const groups = places.map(place => makeGroup(place, measured, limits, quick))
  return { title: typeof title === 'function' ? title(quick) : title, by, groups }
}

/** Rows by place and name, a column for each series, and how many times the last is the first. */
function makeColumns(columns, entries) {
  const rows = new Map()
  for (const { place, who, missing, values } of entries) {
    const key = `${place}\n${who}`
    if (!rows.has(key)) rows.set(key, { place, who, missing, figures: columns.map(() => null) })
    columns.forEach(({ series }, i) => {
      if (values?.[series]?.length) rows.get(key).figures[i] = least(values[series])
    })
  }
  const places = [...new Set([...rows.values()].map(({ place }) => place))]
  const groups = places.map(place =>
    ({ place, rows: [...rows.values()].filter(row => row.place === place) }))
  return { columns: columns.map(({ label }) => label), groups }
}

function summarize({ place, who, missing, values }, series, by) {
  const numbers = values?.[series] ?? []
  if (numbers.length === 0) return { place, who, missing: missing ?? '-' }
  const row = { place, who, median: median(numbers), min: least(numbers), samples: numbers.length }
  return { ...row, figure: row[by] }
}

function makeGroup(place, measured, limits, quick) {
  const here = measured.filter(row => row.place === place)
  const weft = here.find(({ who }) => who === 'Weft')
  const rows = here.map(row => row === weft
    ? judge(row, row.figure, limits.own(place, quick))
    : compare(row, weft, limits.peer(place, row.who)))
  for (const other of measured) {
    const limit = limits.elsewhere(place, other)
    if (limit) rows.push(compare({ ...other, who: `${other.who}, ${other.place}` }, weft, limit))
  }
  return { place, rows }
}

/** Weft's share of a peer's cost; without a Weft row the limit is the row's own. */
function compare(row, weft, limit) {
  if (!weft) return judge(row, row.figure, limit)
  if (row.missing || weft.missing || row.who.startsWith(' ')) return row
  const ratio = weft.figure / row.figure
  return judge({ ...row, ratio: Number.isFinite(ratio) ? ratio : undefined }, ratio, limit)
}

function judge(row, value, limit) {
  if (!limit || row.missing) return row
  return { ...row, target: limit.text, met: value <= limit.atMost }
}

// ---- printing ----

const WIDTHS = { who: 34, median: 11, min: 11, ratio: 9, target: 16, row: 28, column: 11 }

/** @param {ReturnType<typeof makeTable>} table */
export function printTable({ title, by, groups, columns }) {
  if (columns) return printColumns(title, groups, columns)
  const head = ['median', 'min', 'Weft/it'].map((word, i) =>
    word.padStart([WIDTHS.median, WIDTHS.min, WIDTHS.ratio][i])).join('')
  const lines = ['', `${title}`, `${`  (ratios by ${by})`.padEnd(WIDTHS.who)}${head}  target`]
  for (const { place, rows } of groups) {
    lines.push(`  ${place}`, ...rows.map(printRow))
  }
  return lines.join('\n')
}

function printColumns(title, groups, columns) {
  const cells = texts => texts.map(text => text.padStart(WIDTHS.column)).join('')
  const head = '  (min)'.padEnd(WIDTHS.row) + cells([...columns, 'last/first'])
  const lines = groups.flatMap(({ place, rows }) => [`  ${place}`, ...rows.map(row => {
    const measured = row.figures.filter(figure => figure !== null)
    const name = `    ${row.who}`.padEnd(WIDTHS.row)
    if (measured.length === 0) return `${name}  ${row.missing ?? '-'}`
    const figures = row.figures.map(figure => figure === null ? '-' : number(figure))
    return name + cells([...figures, (measured.at(-1) / measured[0]).toFixed(1)])
  })])
  return ['', title, head, ...lines].join('\n')
}

function printRow(row) {
  const name = `    ${row.who}`.padEnd(WIDTHS.who)
  if (row.missing) return `${name}  ${row.missing}`
  const ratio = row.ratio === undefined ? '' : share(row.ratio)
  const numbers = number(row.median).padStart(WIDTHS.median) + number(row.min).padStart(WIDTHS.min)
  const verdict = row.target ? `  ${row.target.padEnd(WIDTHS.target)}${says(row.met)}` : ''
  return `${name}${numbers}${ratio.padStart(WIDTHS.ratio)}${verdict}`.trimEnd()
}

function share(ratio) {
  return ratio.toFixed(ratio < 1.1 ? 3 : 2)
}

function says(met) {
  return met ? 'met' : 'MISSED'
}

/** Three digits or more, and no more decimals than that takes. */
function number(value) {
  if (Number.isInteger(value)) return String(value)
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)
}

/** How many targets were met, and which were missed. */
export function printVerdicts(tables) {
  const judged = tables.flatMap(({ title, groups }) => groups.flatMap(({ place, rows }) =>
    rows.filter(({ target }) => target).map(row => ({ ...row, place, title }))))
  const missed = judged.filter(({ met }) => !met)
  const lines = [`\nTargets: ${judged.length - missed.length} met, ${missed.length} missed`]
  for (const { title, place, who, target, ratio, figure } of missed) {
    const against = ratio === undefined ? number(figure) : `${share(ratio)} of ${who}`
    lines.push(`  ${title}: ${place}: ${against}, not ${target}`)
  }
  return lines.join('\n')
}
