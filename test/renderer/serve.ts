// Serves the built window to a browser, with the policy that the shells enforce, and answers its calls from a fake desk.

import fs from 'node:fs'
import http from 'node:http'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BridgeCall } from '../../core/bridge.ts'
import { policyHeaders } from '../../electron/shell/policy.ts'
import { buildWindow } from '../../build/window/steps.mjs'
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
  'Content-Security-Policy': (policyHeaders['Content-Security-Policy'] ?? '').replace("connect-src 'none'", "connect-src 'self'"),
}

export type Served = {
  readonly url: string
  /** Milliseconds that every call of the bridge waits before it is answered. */
  delayMs: number
  readonly close: () => Promise<void>
}

/** Build the window where it is not fresh, and serve it on the loopback. */
export async function serveWindow(desk: FakeDesk): Promise<Served> {
  await buildWindow(root)
  const server = http.createServer((request, response) => {
    if (request.method === 'POST' && request.url === '/bridge') void bridge(request, response)
    else file(request.url ?? '/', response)
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

function file(url: string, response: http.ServerResponse): void {
  const path = new URL(url, 'http://localhost').pathname
  const full = path === '/fake-shell.js' ? join(root, 'test/renderer/fake-shell.js') : join(root, 'dist/renderer', path === '/' ? 'index.html' : path)
  if (!fs.existsSync(full)) {
    response.writeHead(404, headers).end()
    return
  }
  const bytes = fs.readFileSync(full)
  const body = path === '/' ? bytes.toString('utf8').replace('<head>', '<head><script src="/fake-shell.js"></script>') : bytes
  response.writeHead(200, { ...headers, 'Content-Type': types[extname(full)] ?? 'application/octet-stream' }).end(body)
}

function reviveBytes(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$bytes' in value)) return value
  return Uint8Array.from(Buffer.from(String(value.$bytes), 'base64'))
}
