import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

it('nothing stands behind the page: there is no way back', async () => {
  expect(await run('history.length')).toBe(1)
})

describe('WIN-CSP and WIN-TRUSTED-TYPES, as the window really has them', () => {
  it.each([
    ['eval', `eval('1')`],
    ['the Function constructor', `new Function('return 1')()`],
    ['a timer with text', `setTimeout('window.pwned = 1')`],
  ])('text becomes no code through %s', async (_name, code) => {
    expect(await run(`(() => { try { return ${code} } catch (error) { return error.name } })()`)).toMatch(
      /^(?:EvalError|TypeError)$/,
    )
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
    expect(await run(`(() => { try { ${code}; return 'done' } catch (error) { return error.name } })()`)).toBe(
      'TypeError',
    )
  })

  it.each([
    [
      'an inline script',
      'script-src-elem',
      `(() => { const s = document.createElement('script'); s.appendChild(document.createTextNode('window.pwned = 1')); document.head.append(s) })()`,
    ],
    ['an inline handler', 'script-src-attr', `document.body.setAttribute('onclick', 'window.pwned = 1')`],
    [
      'an inline style element',
      'style-src-elem',
      `(() => { const s = document.createElement('style'); s.append('h1 { color: red }'); document.head.append(s) })()`,
    ],
    ['an inline style attribute', 'style-src-attr', `document.body.setAttribute('style', 'color: red')`],
    [
      'a frame',
      'frame-src',
      `(() => { const f = document.createElement('iframe'); f.src = '/'; document.body.append(f) })()`,
    ],
    ['a picture as data', 'img-src', `(() => { new Image().src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=' })()`],
    ['a worker', 'worker-src', `(() => { try { new Worker('/page.js') } catch {} })()`],
    [
      'a base address',
      'base-uri',
      `(() => { const b = document.createElement('base'); b.href = 'https://else.invalid/'; document.head.append(b) })()`,
    ],
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

describe('WIN-PERMISSION and WIN-DOWNLOAD', () => {
  it.each(['geolocation', 'notifications', 'microphone', 'midi', 'clipboard-read', 'camera', 'screen-wake-lock'])(
    'the page may not use %s',
    async (name) => {
      expect(
        await run(
          `navigator.permissions.query({ name: ${JSON.stringify(name)} }).then((status) => status.state, () => 'denied')`,
        ),
      ).toBe('denied')
    },
  )

  it('the camera is allowed on the page that scans, and on no other', async () => {
    const camera = () => run(`navigator.permissions.query({ name: 'camera' }).then((status) => status.state)`)
    await run(`(() => { location.hash = '#/scan' })()`)
    expect(await settled(camera, (state) => state === 'granted')).toBe('granted')
    expect(await run(`navigator.permissions.query({ name: 'microphone' }).then((status) => status.state)`)).toBe(
      'denied',
    )
    await run(`(() => { location.hash = '#/home' })()`)
    expect(await settled(camera, (state) => state !== 'granted')).not.toBe('granted')
    await run(`history.replaceState(null, '', '/')`)
  })

  it('nothing is downloaded', async () => {
    await run(
      `(() => { const a = document.createElement('a'); a.href = URL.createObjectURL(new Blob(['x'])); a.download = 'x.txt'; a.click() })()`,
    )
    await new Promise((resolve) => setTimeout(resolve, 700))
    const { profile } = window.inside
    const files = readdirSync(profile, { recursive: true }).map(String)
    expect(files.filter((file) => /x\.txt|crdownload/.test(file))).toEqual([])
  })
})

describe('keys that lead out', () => {
  it.each(['ctrl+w', 'ctrl+n', 'ctrl+t', 'F12', 'ctrl+p', 'ctrl+s', 'ctrl+shift+q'])(
    '%s does nothing',
    async (keys) => {
      await run(
        `(() => { window.heard = []; addEventListener('keydown', (event) => window.heard.push(event.defaultPrevented)) })()`,
      )
      await run(`document.getElementById('words').focus()`)
      const before = window.inside.closedTargets()
      display.press(keys)
      const heard = () => run(`window.heard.at(-1)`)
      expect(await settled(heard, (last) => last !== undefined)).toBe(true)
      expect(window.inside.closedTargets()).toBe(before)
      expect(await run('1 + 1')).toBe(2)
    },
  )
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
  for (const { id, type } of processInfo)
    if (type === 'renderer' && existsSync(`/proc/${id}`)) process.kill(id, 'SIGKILL')
  const alive = () => run(`typeof anchorite + typeof window.mark`).catch(() => 'gone')
  expect(await settled(alive, (text) => text === 'objectundefined')).toBe('objectundefined')
  expect(await run(`anchorite.call('station.home', {}).then((reply) => reply.ok)`)).toBe(true)
})
