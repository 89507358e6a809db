import { chownSync, existsSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import { chromiumFlags } from '../../electron/kiosk/flags.ts'
import { noWindowHere } from '../../electron/kiosk/here.ts'
import { environmentOf, launch } from '../../electron/kiosk/launch.node.ts'
import { Pipe } from '../../electron/kiosk/pipe.ts'
import { makeProfile } from '../../electron/kiosk/profile.node.ts'
import { currentWindowUser, windowUser } from '../../electron/kiosk/user.node.ts'
import { thrown } from './thrown.ts'

const passwd =
  'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\nkiosk:x:900:900::/:/bin/false\ntoor:x:0:7::/:/bin/sh\n'

describe('WIN-USER', () => {
  const asked = { uid: 0, gid: 0, passwd, name: undefined }

  it.each(['root', 'toor', 'gone', ''])('refuses %j as the user of a window that root opens', (name) => {
    expect(thrown(() => windowUser({ ...asked, name }))?.code).toBe('window/user')
  })

  it('refuses another user where we are not root', () => {
    expect(thrown(() => windowUser({ uid: 900, gid: 900, passwd, name: 'nobody' }))?.code).toBe('window/user')
  })

  it('root gives all its rights away; anybody else stays who they are', () => {
    const nobody = windowUser(asked)
    expect(nobody.uid).toBe(65534)
    expect(nobody.become).toEqual([
      '/usr/bin/setpriv',
      '--reuid=65534',
      '--regid=65534',
      '--clear-groups',
      '--inh-caps=-all',
    ])
    expect(windowUser({ ...asked, name: 'kiosk' }).uid).toBe(900)
    expect(windowUser({ uid: 900, gid: 900, passwd, name: undefined })).toEqual({
      name: 'kiosk',
      uid: 900,
      gid: 900,
      become: [],
    })
  })
})

describe('WIN-PROFILE', () => {
  const user = currentWindowUser()
  const made: string[] = []
  afterEach(() => {
    for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
  })
  const base = () => {
    const folder = mkdtempSync('/dev/shm/test-profile-')
    chownSync(folder, user.uid, user.gid)
    made.push(folder)
    return folder
  }
  const make = (where: string) => makeProfile({ base: where, user, xauthority: undefined, preferences: '{}' })

  it('refuses a folder that is not in memory', () => {
    const disk = mkdtempSync(join(tmpdir(), 'profile-'))
    made.push(disk)
    expect(thrown(() => make(disk))?.code).toBe('window/guard')
    expect(thrown(() => make('/nonexistent'))?.code).toBe('window/guard')
  })

  it('belongs to the user of the window alone', () => {
    const { folder } = make(base())
    const { uid, mode } = lstatSync(folder)
    expect([uid, mode & 0o777]).toEqual([user.uid, 0o700])
  })

  it('sweeps what a station left that no longer runs, and leaves what a running one uses', () => {
    const where = base()
    const own = (name: string) => {
      const folder = join(where, name)
      mkdirSync(join(folder, 'Default'), { recursive: true })
      for (const path of [folder, join(folder, 'Default')]) chownSync(path, user.uid, user.gid)
      return folder
    }
    const dead = own('anchorite-window-999999999-1-a')
    const reused = own(`anchorite-window-${process.pid}-1-a`)
    const others = own('something-else')
    const living = make(where).folder
    make(where)
    expect([dead, reused, others, living].map((folder) => existsSync(folder))).toEqual([false, false, true, true])
  })

  it('removes through no link: what a dead profile points to stays', () => {
    const where = base()
    const kept = mkdtempSync(join(tmpdir(), 'kept-'))
    made.push(kept)
    writeFileSync(join(kept, 'file'), 'x')
    symlinkSync(kept, join(where, 'anchorite-window-999999999-1-b'))
    make(where)
    expect(existsSync(join(kept, 'file'))).toBe(true)
  })
})

describe('the command line of Chromium', () => {
  const flags = chromiumFlags({ profile: '/p', startPage: 'data:,', screen: 'window' })

  it('never switches the sandbox off, opens a port, loads an extension or accepts a false certificate', () => {
    expect(
      flags.filter((flag) =>
        /sandbox|debugging-port|debugging-address|load-extension|ignore-cert|web-security|host-resolver/.test(flag),
      ),
    ).toEqual([])
  })

  it('names the features to switch off in one flag, since two do not merge', () => {
    expect(flags.filter((flag) => flag.startsWith('--disable-features'))).toHaveLength(1)
    expect(new Set(flags).size).toBe(flags.length)
  })
})

it('gives Chromium nothing of the environment of the station but the display', () => {
  const names = Object.keys(environmentOf({ folder: '/p', xauthority: undefined }, ':0', undefined))
  expect(names).toEqual([
    ...['PATH', 'HOME', 'XDG_RUNTIME_DIR', 'TMPDIR', 'DISPLAY'],
    ...['DBUS_SESSION_BUS_ADDRESS', 'DBUS_SYSTEM_BUS_ADDRESS', 'LANG', 'TZ'],
  ])
})

describe('where no window can be opened', () => {
  it('says so: no display, a desktop without X', () => {
    expect(noWindowHere({})).toMatch(/no display/)
    expect(noWindowHere({ DISPLAY: '' })).toMatch(/no display/)
    expect(noWindowHere({ WAYLAND_DISPLAY: 'wayland-0' })).toMatch(/Xwayland/)
    expect(noWindowHere({ DISPLAY: ':0' })).toBeUndefined()
  })

  it('starts nothing without a display', () => {
    expect(thrown(() => launch({ startPage: 'data:,', screen: 'window', environment: {} }))?.code).toBe(
      'window/no-display',
    )
  })
})

describe('the pipe', () => {
  const pair = () => {
    const [to, from] = [new PassThrough(), new PassThrough()]
    return { to, from, pipe: new Pipe(to, from) }
  }

  it('an order that is refused, and one that is cut off, are told apart; later ones fail at once', async () => {
    const { from, pipe } = pair()
    const [refused, cut] = [pipe.send('Page.enable', {}), pipe.send('Browser.close', {})].map((sent) =>
      sent.catch((error) => error.code),
    )
    from.write('{"id":1,"error":{"message":"no"}}\0')
    expect(await refused).toBe('window/browser')
    from.end()
    await pipe.ended
    expect(await cut).toBe('window/gone')
    expect(await pipe.send('Page.enable', {}).catch((error) => error.code)).toBe('window/gone')
  })

  it('puts messages together from any cuts, also within a character', async () => {
    const { from, pipe } = pair()
    const urls: string[] = []
    pipe.listen((event) => {
      if (event.method === 'Page.navigatedWithinDocument') urls.push(event.params.url)
    })
    const messages = ['é', '😀', 'z'].map((url) => ({
      method: 'Page.navigatedWithinDocument',
      params: { frameId: 'f', url },
    }))
    const bytes = Buffer.from(messages.map((message) => `${JSON.stringify(message)}\0`).join(''))
    for (const byte of bytes) from.write(Buffer.of(byte))
    from.write(bytes)
    await new Promise((resolve) => setImmediate(resolve))
    expect(urls).toEqual(['é', '😀', 'z', 'é', '😀', 'z'])
  })
})
