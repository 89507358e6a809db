import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Display, startDisplay } from './display.ts'
import { openTestWindow, settled, type TestWindow, worldWithDoorsOpen } from './open.ts'

let display: Display
let window: TestWindow
beforeAll(async () => {
  display = await startDisplay()
  // Its keys are not held: what keeps it is what stands behind them.
  window = await openTestWindow(display.name, { world: await worldWithDoorsOpen() })
})
afterAll(async () => {
  await window.close()
  display.stop()
})

const _send: TestWindow['inside']['pipe']['send'] = (...args) => window.inside.pipe.send(...args)
const run = (expression: string) => window.run(expression)

describe('WIN-NAVIGATE and WIN-TARGET', () => {
  // Between two documents there is nobody to ask.
  const here = () => run('location.href').catch(() => 'nowhere')
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
    expect(
      await settled(
        () => run(`typeof anchorite`).catch(() => 'nobody'),
        (type) => type === 'object',
      ),
    ).toBe('object')
  })

  it.each([
    ['a popup', `window.open('about:blank', '_blank', 'popup')`],
    ['a popup elsewhere', `window.open('https://example.invalid/', '_blank', 'popup')`],
    ['a tab of our own page', `window.open('/', '_blank')`],
    [
      'a link to a new tab',
      `(() => { const a = document.createElement('a'); a.href = '/'; a.target = '_blank'; a.rel = 'opener'; a.click() })()`,
    ],
    ['a picture in picture', `documentPictureInPicture.requestWindow()`],
    ['the dialog that prints', `window.print()`],
  ])('%s, by hand, is closed on arrival, and the opener goes on', async (_what, code) => {
    const before = window.inside.closedTargets()
    await window.runByHand(`(() => { try { ${code} } catch {} })()`)
    await settled(
      () => window.inside.closedTargets(),
      (count) => count > before,
      1500,
    )
    const left = await settled(pages, (count) => count === 1)
    expect(left).toBe(1)
    expect(await run('1 + 1')).toBe(2)
  })

  it.each(['mailto:a@b.invalid', 'tel:1', 'xmpp:a@b.invalid', 'steam:1', 'file:///etc/passwd'])(
    'an address for another program (%s), by hand, starts none and stays where it is',
    async (url) => {
      await window.runByHand(`location.href = ${JSON.stringify(url)}`)
      await new Promise((resolve) => setTimeout(resolve, 700))
      expect(programs().filter((program) => !program.includes('/chromium'))).toEqual([])
      expect(await here()).toBe('https://ceremony.invalid/')
    },
  )

  it('targets did come, and were closed: what is tested here is no popup blocker', () => {
    expect(window.inside.closedTargets()).toBeGreaterThanOrEqual(3)
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
    expect(
      await settled(
        () => pages(),
        (count) => count === 1,
      ),
    ).toBe(1)
    expect(await here()).toBe('https://ceremony.invalid/')
    expect(await run('1 + 1')).toBe(2)
  })

  it('ordinary keys reach the page', async () => {
    await run(`(() => { document.getElementById('words').value = ''; document.getElementById('words').focus() })()`)
    display.press('s', 'k', 'y')
    expect(
      await settled(
        () => run(`document.getElementById('words').value`),
        (text) => text === 'sky',
      ),
    ).toBe('sky')
  })
})

/** The command lines of all processes below the browser's own. */
function programs(): readonly string[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const file = `/proc/${name}/status`
    const status = existsSync(file) ? readFileSync(file, 'latin1') : ''
    parents.set(Number(name), Number(/^PPid:\t(\d+)/m.exec(status)?.[1] ?? 0))
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid)
    return parent !== undefined && parent > 1 && (parent === window.inside.pid || isBelow(parent))
  }
  const found = [...parents.keys()].filter((pid) => isBelow(pid) && existsSync(`/proc/${pid}/cmdline`))
  return found
    .map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' '))
    .filter((line) => line !== '')
}

/** Page targets that the browser has now; the browser is asked, not our own count. */
async function pages(): Promise<number> {
  const ask = window.inside.pipe.send as unknown as (
    call: string,
    params: object,
  ) => Promise<{ targetInfos: { type: string }[] }>
  const { targetInfos } = await ask.call(window.inside.pipe, 'Target.getTargets', {})
  return targetInfos.filter((target) => !['browser', 'tab'].includes(target.type)).length
}
