// The print page as a shell shows it: built by vite, served without a socket under a strict CSP, printed by the real Chromium.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium } from 'playwright-core'
import { build } from 'vite'
import type { Reply } from '../../core/bridge.ts'
import type { CardSheet } from '../../core/formats/share-view.ts'
import type { Sheet } from '../../core/formats/sheet.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const origin = 'https://ceremony.invalid'
/** Debian's; its wrapper in /usr/bin would read settings from elsewhere. */
export const chromiumPath = '/usr/lib/chromium/chromium'

/** What a page of the window is served with; blocks inline style and script, and everything from elsewhere. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
}

const entry = 'virtual:paper'
const entrySource = `
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { CardRoute } from '${root}renderer/paper/CardRoute.tsx'
import { PaperRoute } from '${root}renderer/paper/PaperRoute.tsx'
const route = location.hash.startsWith('#/share-card') ? CardRoute : PaperRoute
createRoot(document.querySelector('#root')).render(createElement(route))
`

export type Printed = {
  readonly pdf: string
  readonly text: string
  readonly pages: readonly string[]
  readonly info: string
  readonly fonts: readonly string[]
  readonly footer: string | undefined
}

export type PrintPage = {
  readonly directory: string
  /** @param hash - as a shell opens it, for example `#/paper/script`. @returns the PDF's path and what stands in it. */
  readonly print: (hash: string, reply: Reply<Sheet | CardSheet>) => Promise<Printed>
  /** The document after it said `ready`: its `data-ready` and its text. */
  readonly show: (
    hash: string,
    reply: Reply<Sheet | CardSheet>,
  ) => Promise<{ readonly ready: string; readonly text: string }>
  readonly close: () => Promise<void>
}

/** Build the page into memory-backed files and start Chromium. */
export async function openPrintPage(): Promise<PrintPage> {
  const directory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'anchorite-paper-'))
  // Vite builds for development wherever a test runner has set this, whatever the mode.
  const { NODE_ENV } = process.env
  process.env.NODE_ENV = 'production'
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'paper-entry',
        resolveId: (id) => (id === entry ? `\0${entry}` : null),
        load: (id) => (id === `\0${entry}` ? entrySource : null),
      },
    ],
    build: {
      outDir: directory,
      emptyOutDir: false,
      assetsInlineLimit: 0,
      rollupOptions: {
        input: entry,
        output: {
          entryFileNames: 'paper.js',
          assetFileNames: (asset) =>
            asset.names.some((name) => name.endsWith('.css')) ? 'paper.css' : 'assets/[name][extname]',
        },
      },
    },
  })
  process.env.NODE_ENV = NODE_ENV
  writeFileSync(
    join(directory, 'index.html'),
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Anchorite</title><link rel="stylesheet" href="/paper.css"></head><body><div id="root"></div><script type="module" src="/paper.js"></script></body></html>',
  )
  const asRoot = process.getuid?.() === 0
  const browser = await chromium.launch({ executablePath: chromiumPath, args: asRoot ? ['--no-sandbox'] : [] })
  const close = async (): Promise<void> => {
    await browser.close()
    rmSync(directory, { recursive: true, force: true })
  }
  let count = 0
  return {
    directory,
    print: async (hash, reply) => {
      const path = join(directory, `${count++}.pdf`)
      return withPage(browser, directory, hash, reply, async (page) => {
        const ready = await page.getAttribute('html', 'data-ready')
        if (ready !== 'yes') throw new Error(`the page is not ready to print: ${String(ready)}`)
        const footer = (await page.getAttribute('html', 'data-footer')) ?? undefined
        await page.pdf({ path, preferCSSPageSize: true, printBackground: true, tagged: true, outline: true })
        return { ...read(path), footer }
      })
    },
    show: (hash, reply) =>
      withPage(browser, directory, hash, reply, async (page) => ({
        ready: String(await page.getAttribute('html', 'data-ready')),
        text: String(await page.innerText('body')),
      })),
    close,
  }
}

type Page = Awaited<ReturnType<Browser['newPage']>>

async function withPage<T>(
  browser: Browser,
  directory: string,
  hash: string,
  reply: Reply<Sheet | CardSheet>,
  act: (page: Page) => Promise<T>,
): Promise<T> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  const problems: string[] = []
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  page.on('pageerror', (error) => problems.push(error.message))
  try {
    await page.route('**', (route) => {
      const url = new URL(route.request().url())
      const path = join(directory, url.pathname === '/' ? 'index.html' : url.pathname)
      if (url.origin !== origin || !existsSync(path)) return route.abort()
      const headers = {
        'content-type': types[extname(path)] ?? 'application/octet-stream',
        'content-security-policy': policy,
      }
      return route.fulfill({ headers, body: readFileSync(path) })
    })
    await page.addInitScript((answer) => {
      Object.assign(window, { anchorite: { call: async () => answer } })
    }, reply)
    await page.goto(`${origin}/${hash}`)
    await page.waitForSelector('html[data-ready]', { state: 'attached' }).catch((cause: unknown) => {
      throw new Error(`the page never said it is ready: ${problems.join('; ')}`, { cause })
    })
    const result = await act(page)
    if (problems.length > 0) throw new Error(`the page complains: ${problems.join('; ')}`)
    return result
  } finally {
    await page.close()
  }
}

export const run = (program: string, ...args: readonly string[]): string =>
  execFileSync(program, args, { encoding: 'utf8' })

function read(pdf: string): Omit<Printed, 'footer'> {
  const text = run('pdftotext', '-layout', pdf, '-')
  return {
    pdf,
    text,
    pages: text.split('\f').slice(0, -1),
    info: run('pdfinfo', pdf),
    fonts: run('pdffonts', pdf).trimEnd().split('\n').slice(2),
  }
}
