// What stands at the foot of every printed page: the sheet's own line (its first digest words) and "page n of m".

/** Inches; the foot needs its own room below what the page's style leaves. */
export const printMargins = { marginTop: 0.5, marginBottom: 0.7, marginLeft: 0.5, marginRight: 0.5 } as const

/** Only text goes in: the sheet's line is escaped, and the browser runs no script in a template. */
export function footerTemplate(line: string): string {
  const style = 'font: 8pt sans-serif; width: 100%; margin: 0 12mm; display: flex; justify-content: space-between'
  const pages = 'page <span class="pageNumber"></span> of <span class="totalPages"></span>'
  return `<div style="${style}"><span>${escapeHtml(line.slice(0, 300))}</span><span>${pages}</span></div>`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '')
}
