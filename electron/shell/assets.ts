// The window's pages, read once into memory, and the only answers that a request of the window can get.

import fs from 'node:fs'
import { extname, join } from 'node:path'
import { CeremonyError } from '../../core/errors.ts'
import { origin, policyHeaders } from './policy.ts'

export type Asset = { readonly bytes: Uint8Array; readonly type: string }

/** By path, beginning with `/`; `/` is the page. */
export type Assets = ReadonlyMap<string, Asset>

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
}

const maxBytes = 32 * 1024 * 1024

/**
 * Read a built window. Nothing is read later, so nothing that changes on disk afterwards reaches the window.
 * @throws CeremonyError `window/not-built` where there is no index.html, a file of a kind that a window does not have,
 *   or more than 32 MiB.
 */
export function readAssets(folder: string): Assets {
  const refuse = (reason: string) => new CeremonyError('window/not-built', { path: folder, reason })
  if (!fs.existsSync(join(folder, 'index.html'))) throw refuse('there is no index.html')
  const assets = new Map<string, Asset>()
  for (const entry of fs.readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isDirectory()) continue
    const file = join(entry.parentPath, entry.name)
    const type = entry.isFile() ? types[extname(entry.name)] : undefined
    if (type === undefined) throw refuse(`${file} is not a file that a window has`)
    const path = file.slice(folder.replace(/\/$/, '').length)
    assets.set(path === '/index.html' ? '/' : path, { bytes: fs.readFileSync(file), type })
  }
  const size = [...assets.values()].reduce((sum, asset) => sum + asset.bytes.length, 0)
  if (size > maxBytes) throw refuse(`it is ${size} bytes`)
  return assets
}

/** What the window asked for. `document` is true for the page itself, and for whatever would replace it or be framed. */
export type Asked = { readonly url: string; readonly method: string; readonly document: boolean }

/** `stay`: a navigation that is stopped where it stands; `refuse`: a resource that does not load. */
export type Answer =
  | { readonly kind: 'serve'; readonly headers: Readonly<Record<string, string>>; readonly bytes: Uint8Array }
  | { readonly kind: 'stay' }
  | { readonly kind: 'refuse' }

/**
 * WIN-NETWORK: answer a request from memory, or refuse it. A document is only ever the page at `/`; a resource is only
 * ever a file of the built window; both by GET, with no query and no credentials in the address.
 */
export function answerFrom(assets: Assets, asked: Asked): Answer {
  const path = asked.method === 'GET' ? ownPath(asked.url) : undefined
  const asset = path === undefined ? undefined : assets.get(path)
  const isPage = path === '/'
  if (asset === undefined || asked.document !== isPage) return { kind: asked.document ? 'stay' : 'refuse' }
  return { kind: 'serve', headers: { ...policyHeaders, 'Content-Type': asset.type }, bytes: asset.bytes }
}

/** The path of an address of ours; undefined for any other, also one with user, port or query. */
function ownPath(url: string): string | undefined {
  const address = url.replace(/#.*$/s, '')
  if (!address.startsWith(`${origin}/`)) return undefined
  const path = address.slice(origin.length)
  return /^\/[\w./-]*$/.test(path) ? path : undefined
}
