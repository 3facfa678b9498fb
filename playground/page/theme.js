// Light or dark: the system's choice until someone makes another, which is kept. A page that embeds this one says which with ?theme=dark.

import { byId } from './kit/dom.js'
import { keep, recall } from './kit/storage.js'

export function startTheme() {
  const root = document.documentElement
  const kept = new URLSearchParams(location.search).get('theme') ?? recall('theme')
  if (kept === 'light' || kept === 'dark') root.dataset.theme = kept
  byId('theme').addEventListener('click', () => {
    const isDark = root.dataset.theme
      ? root.dataset.theme === 'dark'
      : matchMedia('(prefers-color-scheme: dark)').matches
    root.dataset.theme = isDark ? 'light' : 'dark'
    keep('theme', root.dataset.theme)
  })
}
