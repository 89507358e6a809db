// What was rehearsed, as after a power cut in the middle of an act: taken up, looked at, decided; then a break.

import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { strings } from '../../../renderer/strings.ts'
import { type Hands, mouseHands } from '../hands.ts'
import type { OpenKiosk } from '../kiosk.ts'
import { transcriptOf } from '../prepare.ts'
import { after, until } from '../room.ts'
import type { Album } from './album.ts'

/** @param name - of the work directory that the rehearsal left. */
export async function interrupted(album: Album, name: string): Promise<void> {
  await album.close()
  const workDirectory = join(album.directory, name)
  for (const entry of readdirSync(workDirectory).filter((each) => each.endsWith('-bag')))
    rmSync(join(workDirectory, entry), { recursive: true })
  const { head } = cutAtKey(workDirectory)
  const kiosk = await album.open(name)
  await resumed(album, kiosk, mouseHands(kiosk), head)
  await takeBreak(album, kiosk, mouseHands(kiosk))
}

/** As after a power cut: the transcript ends with the intent to make a key that has no backup: one that has would be found locked. */
function cutAtKey(workDirectory: string): { readonly head: string } {
  const isIntent = (line: string) => line.includes('"type":"intent"') && line.includes('keys/generate/root-b')
  const paths = readdirSync(workDirectory).map((name) => transcriptOf(workDirectory, name))
  const path = paths.find((each) => existsSync(each) && readFileSync(each, 'utf8').split('\n').some(isIntent)) ?? ''
  const lines = readFileSync(path, 'utf8').split('\n')
  const end = lines.findIndex(isIntent)
  writeFileSync(path, `${lines.slice(0, end + 1).join('\n')}\n`)
  const head = lines.slice(0, end).findLast((line) => line.includes('"step":"tokens/head"'))
  return { head: /"head":"([0-9a-f]{64})"/.exec(head ?? '')?.[1] ?? '' }
}

async function resumed({ camera }: Album, kiosk: OpenKiosk, hands: Hands, head: string): Promise<void> {
  const card = strings.home.resumeOne('Root key generation')
  await until(kiosk, ({ controls }) => controls.length > 3)
  await camera.take(kiosk, 'home-resume')
  await after(kiosk, () => hands.press(card))
  await camera.take(kiosk, 'resume')
  await hands.choose('Amina Diallo · administrator')
  await hands.type(strings.break.head, '0'.repeat(64))
  await after(kiosk, () => hands.press(strings.break.resume))
  await camera.take(kiosk, 'resume-refused')
  await hands.type(strings.break.head, head)
  await after(kiosk, () => hands.press(strings.break.resume))
  await camera.take(kiosk, 'interrupted')
  await hands.type('User PIN of token root-b', 'u-root-b')
  let found = await after(kiosk, () => hands.press(strings.secret.give))
  if (found.controls.some(({ name }) => name === strings.reconcile.look)) {
    await camera.take(kiosk, 'interrupted-look')
    found = await after(kiosk, () => hands.press(strings.reconcile.look))
  }
  await camera.take(kiosk, 'interrupted-found')
  const offered = [strings.reconcile.done, strings.reconcile.again].find((name) =>
    found.controls.some((control) => control.name === name),
  )
  await after(kiosk, () => hands.press(offered ?? ''))
}

async function takeBreak({ camera }: Album, kiosk: OpenKiosk, hands: Hands): Promise<void> {
  await kiosk.page.keyboard.press('b')
  await until(kiosk, ({ headings }) => headings.includes(strings.break.title))
  await hands.choose('Farid Haddad · external witness')
  await hands.type(strings.break.why, 'lunch')
  await hands.type(strings.break.custody, 'All tokens lie in the safe; Greta Lind has the key.')
  await after(kiosk, () => hands.press(strings.break.call))
  await until(kiosk, ({ text }) => text.includes(strings.break.writeLead))
  await camera.take(kiosk, 'break-head')
}
