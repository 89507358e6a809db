// Every way that we know a page has to reach out is tried; canaries listen on this machine's own addresses.

import { createSocket, type Socket } from 'node:dgram'
import { connect, createServer, type Server } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Display, startDisplay } from './display.ts'
import { openTestWindow, settled, type TestWindow } from './open.ts'

/** Each gives what it tried; none may throw before it has tried. `@@` is host:port of a canary. */
const ways: Readonly<Record<string, string>> = {
  fetch: `await fetch('http://@@/')`,
  'fetch without cors': `await fetch('http://@@/', { mode: 'no-cors', method: 'POST', body: 'x', keepalive: true })`,
  XMLHttpRequest: `await new Promise((r) => { const x = new XMLHttpRequest(); x.onloadend = r; x.open('GET', 'http://@@/'); x.send() })`,
  picture: `await new Promise((r) => { const i = new Image(); i.onload = i.onerror = r; i.src = 'http://@@/i.png' })`,
  'style and font': `const f = new FontFace('x', 'url(http://@@/f.woff2)'); await f.load()`,
  stylesheet: `const l = document.createElement('link'); l.rel = 'stylesheet'; l.href = 'http://@@/s.css'; document.head.append(l)`,
  media: `const v = document.createElement('video'); v.src = 'http://@@/v.mp4'; document.body.append(v); v.load()`,
  object: `const o = document.createElement('object'); o.data = 'http://@@/o'; document.body.append(o)`,
  frame: `const f = document.createElement('iframe'); f.src = 'http://@@/'; document.body.append(f)`,
  script: `const s = document.createElement('script'); s.src = 'http://@@/s.js'; document.head.append(s)`,
  'module import': `await import('http://@@/m.js')`,
  WebSocket: `await new Promise((r, no) => { const w = new WebSocket('ws://@@/'); w.onopen = r; w.onerror = () => no(new Error('an error event')) })`,
  WebSocketStream: `await new WebSocketStream('ws://@@/').opened`,
  EventSource: `await new Promise((r) => { const e = new EventSource('http://@@/'); e.onopen = e.onerror = r })`,
  beacon: `navigator.sendBeacon('http://@@/', 'x')`,
  prefetch: `const l = document.createElement('link'); l.rel = 'prefetch'; l.href = 'http://@@/p'; document.head.append(l)`,
  preconnect: `const l = document.createElement('link'); l.rel = 'preconnect'; l.href = 'http://@@'; document.head.append(l)`,
  'dns-prefetch': `const l = document.createElement('link'); l.rel = 'dns-prefetch'; l.href = 'http://@@'; document.head.append(l)`,
  manifest: `const l = document.createElement('link'); l.rel = 'manifest'; l.href = 'http://@@/m'; document.head.append(l)`,
  ping: `const a = document.createElement('a'); a.href = '#x'; a.ping = 'http://@@/ping'; document.body.append(a); a.click()`,
  'speculation rules': `const s = document.createElement('script'); s.type = 'speculationrules'; s.textContent = '{"prefetch":[{"source":"list","urls":["http://@@/"]}]}'; document.head.append(s)`,
  popup: `if (window.open('http://@@/') === null) throw new Error('no window')`,
  form: `const f = document.createElement('form'); f.action = 'http://@@/'; f.method = 'post'; document.body.append(f); f.submit()`,
  'form in a new window': `const f = document.createElement('form'); f.action = 'http://@@/'; f.target = '_blank'; document.body.append(f); f.submit()`,
  WebTransport: `await new WebTransport('https://@@/').ready`,
  WebRTC: `const p = new RTCPeerConnection({ iceServers: [{ urls: 'stun:@@' }, { urls: 'turn:@@?transport=tcp', username: 'u', credential: 'c' }] }); const found = []; p.onicecandidate = ({ candidate }) => candidate?.candidate && found.push(candidate.candidate); p.createDataChannel('x'); await p.setLocalDescription(await p.createOffer()); await new Promise((r) => setTimeout(r, 300)); if (found.length === 0) throw new Error('no way out was found')`,
  worker: `new Worker(URL.createObjectURL(new Blob(["fetch('http://@@/'); new WebSocket('ws://@@/')"])))`,
  'shared worker': `new SharedWorker('http://@@/w.js')`,
  'service worker': `await navigator.serviceWorker.register('/page.js')`,
  worklet: `await new AudioContext().audioWorklet.addModule('http://@@/w.js')`,
  'payment manifest': `await new PaymentRequest([{ supportedMethods: 'http://@@/pay' }], { total: { label: 'x', amount: { currency: 'EUR', value: '1' } } }).canMakePayment()`,
  'identity provider': `await navigator.credentials.get({ identity: { providers: [{ configURL: 'https://@@/f.json', clientId: 'x' }] } })`,
  'picture of a style': `const d = document.createElement('div'); d.style.backgroundImage = 'url(http://@@/b.png)'; d.textContent = 'x'; document.body.append(d)`,
  'picture of a video': `const v = document.createElement('video'); v.poster = 'http://@@/v.png'; document.body.append(v)`,
  'picture of a button': `const i = document.createElement('input'); i.type = 'image'; i.src = 'http://@@/i.png'; document.body.append(i)`,
  'picture in SVG': `const n = 'http://www.w3.org/2000/svg'; const s = document.createElementNS(n, 'svg'); const i = document.createElementNS(n, 'image'); i.setAttribute('href', 'http://@@/g.png'); s.append(i); document.body.append(s)`,
  embed: `const e = document.createElement('embed'); e.src = 'http://@@/e'; document.body.append(e)`,
  'style that imports': `const s = document.createElement('style'); s.textContent = '@import url(http://@@/i.css)'; document.head.append(s)`,
  icon: `const l = document.createElement('link'); l.rel = 'icon'; l.href = 'http://@@/f.ico'; document.head.append(l)`,
  preload: `const l = document.createElement('link'); l.rel = 'preload'; l.as = 'image'; l.href = 'http://@@/l.png'; document.head.append(l)`,
  modulepreload: `const l = document.createElement('link'); l.rel = 'modulepreload'; l.href = 'http://@@/l.js'; document.head.append(l)`,
  'compression dictionary': `const l = document.createElement('link'); l.rel = 'compression-dictionary'; l.href = 'http://@@/d'; document.head.append(l)`,
  cache: `await (await caches.open('x')).add('http://@@/c')`,
  'fetch after the page': `fetchLater('https://@@/later', { activateAfter: 0 })`,
  'paint worklet': `await CSS.paintWorklet.addModule('http://@@/p.js')`,
  // Three that ask a service of the browser's maker, or a device, whose address the page does not choose: the namespace holds those.
  'place on the earth': `await new Promise((_, no) => navigator.geolocation.getCurrentPosition(() => {}, ({ message }) => no(new Error(message))))`,
  'speech recognition': `await new Promise((_, no) => { const s = new webkitSpeechRecognition(); s.onerror = ({ error }) => no(new Error(error)); s.start() })`,
  'security key': `await navigator.credentials.get({ publicKey: { challenge: new Uint8Array(16) } })`,
  'direct datagrams': `await new UDPSocket({ remoteAddress: '127.0.0.1', remotePort: 1 }).opened`,
  'direct sockets': `await new TCPSocket('127.0.0.1', 1).opened`,
  navigation: `location.href = 'http://@@/'`,
  'navigation by replace': `location.replace('http://@@/')`,
  refresh: `const m = document.createElement('meta'); m.httpEquiv = 'refresh'; m.content = '0;url=http://@@/'; document.head.append(m)`,
}

let display: Display
const hits: string[] = []
const listening: (Server | Socket)[] = []
const targets: string[] = []

beforeAll(async () => {
  display = await startDisplay()
  const outside = Object.values(networkInterfaces())
    .flat()
    .find((address) => address?.internal === false && address.family === 'IPv4')
  for (const host of ['127.0.0.1', ...(outside === undefined ? [] : [outside.address])])
    targets.push(`${host}:${await listen(host)}`)
})
afterAll(() => {
  for (const server of listening) server.close()
  display.stop()
})

/** TCP and UDP on one port. */
async function listen(host: string): Promise<number> {
  const tcp = createServer((socket) => {
    hits.push(`tcp ${host}`)
    socket.destroy()
  })
  await new Promise<void>((resolve) => tcp.listen(0, host, resolve))
  const address = tcp.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const udp = createSocket('udp4', () => hits.push(`udp ${host}`))
  await new Promise<void>((resolve) => udp.bind(port, host, resolve))
  listening.push(tcp, udp)
  return port
}

/**
 * Ways that tell the page nothing, whether they were refused or never set out: hints to the browser, what it sends behind
 * the page's back, and a form whose new window does not come. Only the canaries speak of them.
 */
const signless: readonly string[] = ['preconnect', 'dns-prefetch', 'ping', 'form in a new window']
/** Two more that the policy refuses aloud, and the browser without it in silence. */
const signlessWithoutPolicy: readonly string[] = [...signless, 'speculation rules', 'identity provider']

/** What the page itself got wrong proves nothing; that this Chromium has no direct sockets at all does. */
const isMistake = (sign: string): boolean =>
  /^(?:SyntaxError|thrown|ReferenceError(?!: (?:TCP|UDP)Socket is not defined$))|is not a (?:function|constructor)|Cannot (?:read|set) properties/.test(
    sign,
  )

/** The ways towards a target that nothing is seen to have refused, or that failed by a mistake in the test. */
const untried = (signs: Signs, target: string): readonly string[] =>
  Object.keys(ways).filter((way) => {
    const seen = signs[`${way} ${target}`] ?? []
    return seen.length === 0 || seen.some(isMistake)
  })

/** By way and target, what was seen to refuse it. */
type Signs = Readonly<Record<string, readonly string[]>>

/**
 * Try every way towards every canary; the page may be thrown back to its start by some of them.
 * @returns by way and target, what refused it: an error, a violation of the policy, a request or a target that was stopped.
 */
async function tryAll(window: TestWindow, silent: readonly string[], othersMs = 1500): Promise<Signs> {
  const signs: Record<string, readonly string[]> = {}
  for (const target of targets)
    for (const [way, code] of Object.entries(ways)) {
      const { refused, closedTargets } = window.inside
      const [stoppedBefore, closedBefore] = [refused.length, closedTargets()]
      // Where the page is thrown back to its start by its attempt, what it saw is gone with it.
      await window.run(watched(code.replaceAll('@@', target))).catch(() => undefined)
      const look = async (): Promise<readonly string[]> => [
        ...String(await window.run(`(window.signs ?? []).join('\\n')`).catch(() => '')).split('\n'),
        ...refused.slice(stoppedBefore).filter((url) => url.includes(target)),
        ...(closedTargets() > closedBefore ? ['a target was closed'] : []),
      ]
      const patienceMs = silent.includes(way) ? 300 : target === targets[0] ? 8000 : othersMs
      const seen = await settled(look, (all) => all.some((sign) => sign !== ''), patienceMs)
      signs[`${way} ${target}`] = seen.filter((sign) => sign !== '')
      // What else comes of this one is not to be taken for a sign of the next.
      await new Promise((resolve) => setTimeout(resolve, 80))
    }
  await new Promise((resolve) => setTimeout(resolve, 2500))
  return signs
}

/** An attempt that begins a list of the signs it meets, and is not waited for. */
const watched = (code: string): string => `(() => {
  const signs = []
  window.signs = signs
  removeEventListener('securitypolicyviolation', window.hear)
  window.hear = (event) => signs.push('violation: ' + event.effectiveDirective)
  addEventListener('securitypolicyviolation', window.hear)
  ;(async () => { ${code} })().catch((error) => signs.push(error.name + ': ' + error.message))
})()`

it('the canaries hear what reaches them', async () => {
  const [host = '', port = ''] = (targets[0] ?? '').split(':')
  await new Promise<void>((resolve) => {
    connect(Number(port), host).on('close', () => resolve())
  })
  const udp = createSocket('udp4')
  await new Promise<void>((resolve) => {
    udp.send('x', Number(port), host, () => resolve())
  })
  udp.close()
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(hits.splice(0).sort()).toEqual([`tcp ${host}`, `udp ${host}`])
})

describe('WIN-NETWORK', () => {
  it('as it is shipped, no web API reaches anything', async () => {
    const window = await openTestWindow(display.name)
    try {
      const signs = await tryAll(window, signless)
      for (const target of targets) expect(untried(signs, target)).toEqual(signless)
      expect(hits).toEqual([])
    } finally {
      await window.close()
    }
  })

  it('without its content policy and without a network namespace, no web API reaches anything', async () => {
    const window = await openTestWindow(display.name, { namespace: 'no' })
    try {
      expect(window.fence.namespace).toBe(false)
      const ask = window.inside.pipe.send as unknown as (
        call: string,
        params: object,
        session: string,
      ) => Promise<unknown>
      await ask.call(window.inside.pipe, 'Page.setBypassCSP', { enabled: true }, window.inside.target.session)
      await window.run('location.reload()')
      await new Promise((resolve) => setTimeout(resolve, 500))
      expect(await window.run(`(() => { try { return new Function('return 7')() } catch { return 0 } })()`)).toBe(7)
      // To the other targets it is mostly silent, and nothing is asked of a sign: canaries listen on to the end all the same.
      const signs = await tryAll(window, signlessWithoutPolicy, 300)
      expect(hits).toEqual([])
      // To any other address than this machine's own the browser refuses what is not encrypted, mostly in silence.
      expect(untried(signs, targets[0] ?? '-').toSorted()).toEqual(signlessWithoutPolicy.toSorted())
      // They were stopped at the browser, one by one: proof that they were tried.
      expect(window.inside.refused.filter((url) => url.includes(targets[0] ?? '-')).length).toBeGreaterThan(8)
    } finally {
      await window.close()
    }
  })
})
