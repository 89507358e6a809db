// Serves the built window to a browser, with the policy that the shells enforce, and answers its calls from a fake desk.

import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import http from 'node:http'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BridgeCall } from '../../core/bridge.ts'
import { policyHeaders } from '../../electron/shell/policy.ts'
import type { FakeDesk } from './fake-desk.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
}

/** The shells answer in-process; here the page must reach this server, and nothing else is loosened. */
const headers = {
  ...policyHeaders,
  'Content-Security-Policy': (policyHeaders['Content-Security-Policy'] ?? '').replace(
    "connect-src 'none'",
    "connect-src 'self'",
  ),
}

export type Served = {
  readonly url: string
  /** Milliseconds that every call of the bridge waits before it is answered. */
  delayMs: number
  readonly close: () => Promise<void>
}

/** Build the window where it is not fresh, and serve it on the loopback. */
export async function serveWindow(desk: FakeDesk): Promise<Served> {
  // As a program of its own: inside Vitest, NODE_ENV is `test`, and Vite would build for development.
  execFileSync(process.execPath, [join(root, 'build/window.mjs')], { env: { ...process.env, NODE_ENV: 'production' } })
  const files = readBuilt()
  const server = http.createServer((request, response) => {
    if (request.method === 'POST' && request.url === '/bridge') void bridge(request, response)
    else send(files, request.url ?? '/', response)
  })
  const bridge = async (request: http.IncomingMessage, response: http.ServerResponse) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { name, args } = JSON.parse(Buffer.concat(chunks).toString('utf8'), reviveBytes)
    const reply = await desk.call(name as BridgeCall, args)
    await new Promise((resolve) => setTimeout(resolve, served.delayMs))
    response.writeHead(200, { ...headers, 'Content-Type': 'application/json' }).end(JSON.stringify(reply))
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number } // listening on TCP
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  const served: Served = { url: `http://127.0.0.1:${port}/`, delayMs: 0, close }
  return served
}

/** Read once: another build of the same checkout must not change what this test looks at. */
function readBuilt(): ReadonlyMap<string, Buffer> {
  const built = join(root, 'dist/renderer')
  const names = fs.readdirSync(built, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const files = new Map(
    names.map((entry) => {
      const full = join(entry.parentPath, entry.name)
      return [full.slice(built.length), fs.readFileSync(full)] as const
    }),
  )
  const index = files.get('/index.html')?.toString('utf8') ?? ''
  files.set('/index.html', Buffer.from(index.replace('<head>', '<head><script src="/fake-shell.js"></script>')))
  files.set('/fake-shell.js', fs.readFileSync(join(root, 'test/renderer/fake-shell.js')))
  return files
}

function send(files: ReadonlyMap<string, Buffer>, url: string, response: http.ServerResponse): void {
  const { pathname } = new URL(url, 'http://localhost')
  const path = pathname === '/' ? '/index.html' : pathname
  const body = files.get(path)
  response.writeHead(body === undefined ? 404 : 200, {
    ...headers,
    'Content-Type': types[extname(path)] ?? 'text/plain',
  })
  response.end(body)
}

function reviveBytes(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$bytes' in value)) return value
  return Uint8Array.from(Buffer.from(String(value.$bytes), 'base64'))
}
