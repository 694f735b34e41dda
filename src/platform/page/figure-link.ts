import { html } from 'hono/html'
import type { Html } from './layout.ts'

/** The signature of the portal: a figure is a door to what it is computed from. */
export function figureLink(href: string, text: string): Html {
  return html`<a class="fig" href="${href}">${text}</a>`
}
