// The effect `query` of pglite.c: carries a query out with PGlite, in Node and in a page.

const escape = text => text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n')
const asText = value => value === null || value === undefined ? '\\N' : escape(typeof value === 'object' ? JSON.stringify(value) : String(value))

/** @param {import('@electric-sql/pglite').PGlite} database @returns {import('@weft/host').Effects} */
export function createEffects(database) {
  return {
    async query(request) {
      const { query, values } = JSON.parse(request)
      const { rows } = await database.query(query, values, { rowMode: 'array' })
      return rows.map(row => `${row.map(asText).join('\t')}\n`).join('')
    }
  }
}
