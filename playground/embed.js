// <weft-playground program="example=gather"> in a page of somebody else's: a button, and after it the playground in a frame. Nothing of
// the playground is loaded before. `program` is what stands behind the # of a link, or "example=NAME", or "lesson=NAME"; `height` is
// that of the frame; `theme` is light or dark, else that of the page around it; `isolated` for a frame without an origin: nothing is kept
// there, and nothing that is kept is within its reach. The playground's host must then send access-control-allow-origin: *.

(() => {
  const HERE = new URL('./', document.currentScript.src)

  const STYLE = `:host { display: block; border: 1px solid; border-color: color-mix(in srgb, currentColor 30%, transparent); border-radius: 4px; overflow: hidden }
button { font: inherit; color: inherit; background: none; border: 0; width: 100%; min-height: 72px; padding: 16px; cursor: pointer; text-align: left }
button:hover { text-decoration: underline } iframe { display: block; width: 100%; border: 0 }`

  class WeftPlayground extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return
      const root = this.attachShadow({ mode: 'open' })
      const style = document.createElement('style')
      style.textContent = STYLE
      const button = document.createElement('button')
      button.textContent = this.getAttribute('label') ?? 'Run this program here, and see what its tasks do'
      button.addEventListener('click', () => this.load())
      root.append(style, button)
    }

    /** Loads the playground; the button is gone then. */
    load() {
      const frame = document.createElement('iframe')
      frame.title = this.getAttribute('label') ?? 'A program with tasks, in the Weft playground'
      frame.height = String(Math.min(Math.max(Number(this.getAttribute('height')) || 640, 240), 4000))
      const isIsolated = this.hasAttribute('isolated')
      frame.src = addressOf(isIsolated ? 'isolated.html' : '', this.getAttribute('program') ?? '', this.getAttribute('theme') ?? themeAround(this))
      frame.allow = 'clipboard-write'
      if (isIsolated) frame.setAttribute('sandbox', 'allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox')
      this.shadowRoot.querySelector('button').replaceWith(frame)
      frame.focus()
    }
  }

  function addressOf(page, program, theme) {
    const address = new URL(page, HERE)
    if (theme === 'light' || theme === 'dark') address.searchParams.set('theme', theme)
    const text = program.replace(/^#/, '')
    address.hash = !text || /^(lesson=|lessons$|v=)/.test(text) ? text : `v=1&${text}`
    return address.href
  }

  /** Whether the page around it is dark: by the colour of its text. */
  function themeAround(element) {
    const [r, g, b] = getComputedStyle(element).color.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0]
    return r * 0.299 + g * 0.587 + b * 0.114 > 140 ? 'dark' : 'light'
  }

  if (!customElements.get('weft-playground')) customElements.define('weft-playground', WeftPlayground)
})()
