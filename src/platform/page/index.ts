/**
 * Pages without business words: the layout, the tokens of colour and size, the figure link.
 */
export { displayRoutes, readDisplay } from './display.ts'
export { errorPage } from './error-page.ts'
export { figureLink } from './figure-link.ts'
export { type Html, ICON, layout, type Page, type Site, STYLE_SHEET } from './layout.ts'
