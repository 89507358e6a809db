// `npm run screenshots`: every page and every kind of step, from the real window, into docs/screenshots.
// With names of parts (`npm run screenshots -- shares paper`) only those; the pictures of the others stay as they are.

import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { programRoot } from '../../electron/host/program.node.ts'
import { buildWindow } from './built.ts'
import { cameraInto } from './camera.ts'
import { startDisplay } from './display.ts'
import { type OpenKiosk, openKioskPage } from './kiosk.ts'
import type { Album } from './pictures/album.ts'
import { interrupted } from './pictures/interrupted.ts'
import { papers } from './pictures/paper.ts'
import { places } from './pictures/places.ts'
import { recovery } from './pictures/recovery.ts'
import { rehearsal } from './pictures/rehearsal.ts'
import { shares } from './pictures/share.ts'
import { staged } from './pictures/staged.ts'

const parts: Readonly<Record<string, (album: Album) => Promise<void>>> = {
  paper: papers,
  shares,
  staged,
  recovery,
  places: async (album) => places(album, await album.open('places')),
  rehearsal: async (album) => {
    await rehearsal(album, await album.open('station'), join(album.directory, 'station'))
    await interrupted(album, 'station')
  },
}

const asked = process.argv.slice(2)
const unknown = asked.find((name) => !(name in parts))
if (unknown !== undefined) throw new Error(`no part is called ${unknown}; there are ${Object.keys(parts).join(', ')}`)

buildWindow()
const directory = mkdtempSync(join(tmpdir(), 'anchorite-screenshots-'))
chmodSync(directory, 0o755)
const display = await startDisplay()
let kiosk: OpenKiosk | undefined
const close = async (): Promise<void> => {
  const leaving = kiosk
  kiosk = undefined
  await leaving?.close()
}
const album: Album = {
  directory,
  camera: cameraInto(join(programRoot, 'docs', 'screenshots')),
  display,
  close,
  open: async (name) => {
    await close()
    kiosk = await openKioskPage({ workDirectory: join(directory, name), display })
    return kiosk
  },
}
try {
  for (const [name, take] of Object.entries(parts)) {
    if (asked.length > 0 && !asked.includes(name)) continue
    process.stdout.write(`${name} ...\n`)
    await take(album)
  }
  process.stdout.write(`${album.camera.end({ whole: asked.length === 0 }).length} pages\n`)
} finally {
  // What went wrong is said by the error; a kiosk that stayed would keep this program from ending.
  await close()
  await display.end()
  rmSync(directory, { recursive: true, force: true })
}
