import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bridge } from '../../core/bridge.ts'
import { type Display, startDisplay } from './display.ts'
import { openTestWindow, settled, type TestWindow } from './open.ts'

let display: Display
let window: TestWindow
beforeAll(async () => {
  display = await startDisplay()
  window = await openTestWindow(display.name)
})
afterAll(async () => {
  await window.close()
  display.stop()
})

const send: TestWindow['inside']['pipe']['send'] = (...args) => window.inside.pipe.send(...args)
const run = (expression: string) => window.run(expression)

describe('WIN-CSP and WIN-TRUSTED-TYPES, as the window really has them', () => {
  it.each([
    ['eval', `eval('1')`],
    ['the Function constructor', `new Function('return 1')()`],
    ['a timer with text', `setTimeout('window.pwned = 1')`],
  ])('text becomes no code through %s', async (_name, code) => {
    expect(await run(`(() => { try { return ${code} } catch (error) { return error.name } })()`)).toMatch(/^(?:EvalError|TypeError)$/)
  })

  it.each([
    ['innerHTML', `document.body.innerHTML = '<img src=x onerror=pwned>'`],
    ['insertAdjacentHTML', `document.body.insertAdjacentHTML('beforeend', '<b>x</b>')`],
    ['document.write', `document.write('<b>x</b>')`],
    ['srcdoc', `document.createElement('iframe').srcdoc = '<b>x</b>'`],
    ['a script address', `document.createElement('script').src = '/page.js'`],
    ['DOMParser', `new DOMParser().parseFromString('<b>x</b>', 'text/html')`],
    ['a policy of its own', `trustedTypes.createPolicy('mine', { createHTML: (text) => text })`],
    ['the default policy', `trustedTypes.createPolicy('default', { createHTML: (text) => text })`],
  ])('text becomes no HTML through %s', async (_name, code) => {
    expect(await run(`(() => { try { ${code}; return 'done' } catch (error) { return error.name } })()`)).toBe('TypeError')
  })

  it.each([
    ['an inline script', 'script-src-elem', `(() => { const s = document.createElement('script'); s.appendChild(document.createTextNode('window.pwned = 1')); document.head.append(s) })()`],
    ['an inline handler', 'script-src-attr', `document.body.setAttribute('onclick', 'window.pwned = 1')`],
    ['an inline style element', 'style-src-elem', `(() => { const s = document.createElement('style'); s.append('h1 { color: red }'); document.head.append(s) })()`],
    ['an inline style attribute', 'style-src-attr', `document.body.setAttribute('style', 'color: red')`],
    ['a frame', 'frame-src', `(() => { const f = document.createElement('iframe'); f.src = '/'; document.body.append(f) })()`],
    ['a picture as data', 'img-src', `(() => { new Image().src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=' })()`],
    ['a worker', 'worker-src', `(() => { try { new Worker('/page.js') } catch {} })()`],
    ['a base address', 'base-uri', `(() => { const b = document.createElement('base'); b.href = 'https://else.invalid/'; document.head.append(b) })()`],
  ])('%s is refused, and the violation is seen', async (_name, directive, code) => {
    const seen = await run(`new Promise((resolve) => {
      addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true })
      setTimeout(() => resolve('none'), 2000)
      try { ${code} } catch {}
    })`)
    // A worker's address is text, so Trusted Types may speak first.
    expect([directive, 'require-trusted-types-for']).toContain(seen)
    expect(await run('window.pwned')).toBeUndefined()
  })

  it('what the page brings itself works: its script ran, its style holds', async () => {
    const said = () => run(`document.getElementById('said').textContent`)
    expect(await settled(said, (text) => text !== 'nothing yet')).toBe('test station')
    expect(await run(`getComputedStyle(document.querySelector('h1')).color`)).toBe('rgb(1, 2, 3)')
  })
})

describe('WIN-SENDER', () => {
  it('neither the binding nor any other way to the host is in the page, only one frozen function', async () => {
    const names = await run(`Reflect.ownKeys(window).filter((name) => typeof name === 'string' && /^_[0-9a-f]{8}|anchorite/.test(name))`)
    expect(names).toEqual(['anchorite'])
    expect(await run(`JSON.stringify([Object.isFrozen(anchorite), Object.keys(anchorite), delete window.anchorite])`)).toBe(
      JSON.stringify([true, ['call'], false]),
    )
  })

  it('a call over the binding from another frame of our own page is not heard', async () => {
    const { pipe, target } = window.inside
    const contexts: number[] = []
    const stop = pipe.listen((event) => {
      if (event.method === 'Runtime.executionContextCreated' && event.params.context.auxData.type === 'isolated')
        contexts.push(event.params.context.id)
    })
    expect(await run(`(() => { const f = document.createElement('iframe'); document.body.append(f); return typeof f.contentWindow.anchorite })()`)).toBe('undefined')
    const [frame] = await settled(() => contexts, (found) => found.length > 0)
    stop()
    // There the binding still stands, since no half of ours runs in a frame: call it as our half would.
    const callIt = `(() => { const name = Object.getOwnPropertyNames(window).find((key) => /^_[0-9a-f]{32}$/.test(key)); window[name]('1 0 1 {"call":"station.home","args":{}}'); return 'called' })()`
    const before = window.asked.length
    const order = { expression: callIt, contextId: frame, returnByValue: true, allowUnsafeEvalBlockedByCSP: false }
    const { result } = await pipe.send('Runtime.evaluate', order, target.session)
    expect(result.value).toBe('called')
    await run(`document.querySelector('iframe').remove()`)
    // A call that is heard comes after it in the same pipe, and is the only one.
    await run(`anchorite.call('station.tokens', {})`)
    expect(window.asked.slice(before).map((asked) => asked.name)).toEqual(['station.tokens'])
  })

  it('a name that stands not in the table leaves the window only as a refusal', async () => {
    const before = window.asked.length
    for (const name of ['station.nothing', 'constructor', '__proto__', '', 7, null]) {
      const code = await run(`anchorite.call(${JSON.stringify(name)}, {}).then((reply) => reply.ok || reply.error.code)`)
      expect(code, String(name)).toBe('station/bridge')
    }
    expect(window.asked.length).toBe(before)
  })

  it('what cannot be carried is refused with words, and never reaches the host', async () => {
    const before = window.asked.length
    for (const args of ['{ a: NaN }', '{ a: new Date() }', '{ $bytes: "AA==" }', '{ a: new Map() }']) {
      expect(await run(`anchorite.call('station.home', ${args}).then((reply) => reply.ok || reply.error.code)`), args).toBe('station/bridge')
    }
    expect(window.asked.length).toBe(before)
  })

  it('every call of the table gets through, with its arguments as they were', async () => {
    for (const name of Object.keys(bridge)) {
      expect(await run(`anchorite.call(${JSON.stringify(name)}, { a: [1, 'é', null] }).then((reply) => JSON.stringify(reply.value.args ?? 'sheet'))`), name)
        .toMatch(/^(?:\{"a":\[1,"é",null\]\}|"sheet")$/)
    }
    expect(new Set(window.asked.map((asked) => asked.name))).toEqual(new Set(Object.keys(bridge)))
  })

  it('bytes cross as bytes, both ways, also many of them', async () => {
    const same = await run(`(async () => {
      const bytes = Uint8Array.from({ length: 3_000_000 }, (_, index) => index * 7)
      const { value } = await anchorite.call('station.inspect', { name: 'x', bytes })
      const back = value.args.bytes
      return back instanceof Uint8Array && back.length === bytes.length && back.every((byte, index) => byte === bytes[index])
    })()`)
    expect(same).toBe(true)
  })

  it('text crosses whole where a piece would end inside a character', async () => {
    expect(await run(`(async () => {
      const text = 'a' + '😀'.repeat(400_000)
      const { value } = await anchorite.call('ceremony.deviation', { by: 'x', text })
      return value.args.text === text
    })()`)).toBe(true)
  })
})

describe('WIN-NAVIGATE and WIN-TARGET', () => {
  const here = () => run('location.href')
  const isHome = (url: unknown) => url === 'https://ceremony.invalid/'

  it.each([
    'https://example.invalid/',
    'https://ceremony.invalid/style.css',
    'https://ceremony.invalid/?a=1',
    'http://ceremony.invalid/',
    'file:///etc/passwd',
    'chrome://version/',
    'data:text/html,x',
  ])('a navigation to %s stays where it is', async (url) => {
    await run(`(() => { window.mark = 'still here'; location.href = ${JSON.stringify(url)} })()`)
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect(await here()).toBe('https://ceremony.invalid/')
    expect(await run('window.mark')).toBe('still here')
  })

  it.each(['about:blank', 'blob'])('a page that left for %s, which needs no request, is brought back', async (kind) => {
    const url = kind === 'blob' ? `URL.createObjectURL(new Blob(['<p>x'], { type: 'text/html' }))` : `'about:blank'`
    await run(`(() => { window.mark = 1; location.href = ${url} })()`)
    expect(await settled(here, isHome)).toBe('https://ceremony.invalid/')
    expect(await settled(() => run(`typeof anchorite`), (type) => type === 'object')).toBe('object')
  })

  it('a popup, a new tab and a window are closed on arrival, and the opener goes on', async () => {
    const before = window.inside.closedTargets()
    await run(`(() => { window.open('about:blank'); window.open('https://example.invalid/', '_blank', 'popup'); const a = document.createElement('a'); a.href = '/'; a.target = '_blank'; a.click() })()`)
    expect(await settled(() => pages(), (count) => count === 1)).toBe(1)
    expect(await run('1 + 1')).toBe(2)
    expect(window.inside.closedTargets()).toBeGreaterThanOrEqual(before)
  })

  it.each([
    ['a new window', 'ctrl+n'],
    ['a new tab', 'ctrl+t'],
    ['a private window', 'ctrl+shift+n'],
    ['the source', 'ctrl+u'],
    ['developer tools', 'F12'],
    ['developer tools', 'ctrl+shift+i'],
    ['the console', 'ctrl+shift+j'],
    ['help', 'F1'],
    ['the history', 'ctrl+h'],
    ['downloads', 'ctrl+j'],
    ['the last closed tab', 'ctrl+shift+t'],
    ['printing', 'ctrl+p'],
    ['the page before', 'alt+Left'],
    ['home', 'alt+Home'],
  ])('%s (%s) leads nowhere', async (_what, keys) => {
    await run(`document.getElementById('words').focus()`)
    display.press(keys)
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(await settled(() => pages(), (count) => count === 1)).toBe(1)
    expect(await here()).toBe('https://ceremony.invalid/')
    expect(await run('1 + 1')).toBe(2)
  })

  it('ordinary keys reach the page', async () => {
    await run(`(() => { document.getElementById('words').value = ''; document.getElementById('words').focus() })()`)
    display.press('s', 'k', 'y')
    expect(await settled(() => run(`document.getElementById('words').value`), (text) => text === 'sky')).toBe('sky')
  })
})

describe('WIN-PERMISSION and WIN-DOWNLOAD', () => {
  it.each(['geolocation', 'notifications', 'microphone', 'midi', 'clipboard-read', 'camera', 'screen-wake-lock'])(
    'the page may not use %s',
    async (name) => {
      expect(await run(`navigator.permissions.query({ name: ${JSON.stringify(name)} }).then((status) => status.state, () => 'denied')`)).toBe('denied')
    },
  )

  it('the camera is allowed on the page that scans, and on no other', async () => {
    const camera = () => run(`navigator.permissions.query({ name: 'camera' }).then((status) => status.state)`)
    await run(`(() => { location.hash = '#/scan' })()`)
    expect(await settled(camera, (state) => state === 'granted')).toBe('granted')
    expect(await run(`navigator.permissions.query({ name: 'microphone' }).then((status) => status.state)`)).toBe('denied')
    await run(`(() => { location.hash = '#/home' })()`)
    expect(await settled(camera, (state) => state !== 'granted')).not.toBe('granted')
    await run(`history.replaceState(null, '', '/')`)
  })

  it('nothing is downloaded', async () => {
    await run(`(() => { const a = document.createElement('a'); a.href = URL.createObjectURL(new Blob(['x'])); a.download = 'x.txt'; a.click() })()`)
    await new Promise((resolve) => setTimeout(resolve, 700))
    const { profile } = window.inside
    const files = readdirSync(profile, { recursive: true }).map(String)
    expect(files.filter((file) => /x\.txt|crdownload/.test(file))).toEqual([])
  })
})

describe('WIN-SANDBOX and WIN-USER', () => {
  it('every renderer runs under seccomp, as an ordinary user, and nothing switched the sandbox off', async () => {
    const { processInfo } = await send('SystemInfo.getProcessInfo', {})
    expect(processInfo.some((process) => process.type === 'renderer')).toBe(true)
    for (const { id, type } of processInfo) {
      const status = readFileSync(`/proc/${id}/status`, 'utf8')
      expect(/^Uid:\t(\d+)/m.exec(status)?.[1], type).not.toBe('0')
      expect(/^NoNewPrivs:\t(\d)/m.exec(status)?.[1], type).toBe('1')
      if (type === 'renderer') expect(/^Seccomp:\t(\d)/m.exec(status)?.[1]).toBe('2')
    }
    expect(readFileSync(`/proc/${window.inside.pid}/cmdline`, 'latin1')).not.toMatch(/no-sandbox|remote-debugging-port/)
  })
})

it('a page whose process dies comes back, with its bridge', async () => {
  await run(`window.mark = 'before'`)
  const { processInfo } = await send('SystemInfo.getProcessInfo', {})
  for (const { id, type } of processInfo) if (type === 'renderer' && existsSync(`/proc/${id}`)) process.kill(id, 'SIGKILL')
  const alive = () => run(`typeof anchorite + typeof window.mark`).catch(() => 'gone')
  expect(await settled(alive, (text) => text === 'objectundefined')).toBe('objectundefined')
  expect(await run(`anchorite.call('station.home', {}).then((reply) => reply.ok)`)).toBe(true)
})

/** Page targets that the browser has now; the browser is asked, not our own count. */
async function pages(): Promise<number> {
  const ask = window.inside.pipe.send as unknown as (call: string, params: object) => Promise<{ targetInfos: { type: string }[] }>
  const { targetInfos } = await ask.call(window.inside.pipe, 'Target.getTargets', {})
  return targetInfos.filter((target) => !['browser', 'tab'].includes(target.type)).length
}
