// A recovery drill and a restore in the kiosk: the cards of the built-in examples, one of them dead, to the bag and home.
// The words of these cards are public and open nothing; all the same none of them is in a picture.

import { join } from 'node:path'
import { rehearsalCards } from '../../../electron/host/open-ceremony.ts'
import { shareStrings } from '../../../renderer/share/strings.ts'
import { strings } from '../../../renderer/strings.ts'
import { playDrill } from '../drill-room.ts'
import { mouseHands } from '../hands.ts'
import type { OpenKiosk } from '../kiosk.ts'
import { builtInPlan, prepare } from '../prepare.ts'
import { after, until } from '../room.ts'
import type { Screen } from '../screen.ts'
import type { Album } from './album.ts'

const done = strings.step.outcomeDone

/** By the title; where a screen has several faces, `faceOf` tells them apart. */
const drillTitles: Readonly<Record<string, string>> = {
  'Who may stand where': 'recovery-places',
  'Identity of Ines Okafor': 'recovery-identity',
  'Bag of card 1': 'recovery-bag',
  'The surprise': 'recovery-surprise',
  'Begin with root-a': 'recovery-begin',
  [done('Begin with root-a')]: 'outcome-recovery-begin',
  'Card 1: Ines Okafor': 'recovery-read',
  'Card 2: Jonas Berg': 'recovery-dead',
  [done('Card 1: Ines Okafor')]: 'outcome-recovery-read',
  'Card 1 back into a bag': 'recovery-bag-back',
  'Put the cards of root-a together': 'recovery-combine',
  [done('Put the cards of root-a together')]: 'outcome-recovery-combine',
  'The copy of root-a': 'recovery-copy',
  'Restore root-a into token drill': 'recovery-restore',
  [done('Restore root-a into token drill')]: 'outcome-recovery-restore',
  'root-a signs': 'recovery-sign',
  [done('root-a signs')]: 'outcome-recovery-sign',
  'Destroy root-a on token drill': 'recovery-destroy',
  [done('Destroy root-a on token drill')]: 'outcome-recovery-destroy',
  'Certificate of the drill': 'recovery-certificate',
  [done('Certificate of the drill')]: 'outcome-recovery-certificate',
  'What follows': 'recovery-next',
}

/** Only what a drill does not have. */
const restoreTitles: Readonly<Record<string, string>> = {
  'Restore root-a into token root-a2': 'restore',
  [done('Restore root-a into token root-a2')]: 'outcome-restore',
}

/** A drill to its end, then home, where the backups and their days are listed; then a restore, as far as the key is back. */
export async function recovery(album: Album): Promise<void> {
  const drill = await takenUp(album, 'drill', 'recovery-drill')
  await played(album, drill, 'recovery-drill', drillTitles, strings.close.closedTitle)
  await until(drill, ({ text }) => text.includes(strings.step.wordsLabel))
  await after(drill, () => mouseHands(drill).press(strings.close.home))
  await album.camera.take(drill, 'home-backups', '[aria-labelledby=backups]')
  const restore = await takenUp(album, 'restore', 'restore')
  await played(album, restore, 'restore', restoreTitles, 'Cameras back')
}

/** Brought by the host to where the cards come; the head from paper is typed in the kiosk. */
async function takenUp(album: Album, name: string, script: 'recovery-drill' | 'restore'): Promise<OpenKiosk> {
  await album.close()
  const { head } = await prepare(join(album.directory, name), 'recovery.root-a/room', script)
  const kiosk = await album.open(name)
  const hands = mouseHands(kiosk)
  const card = strings.home.resumeOne(script === 'restore' ? 'Restore' : 'Recovery drill')
  await until(kiosk, ({ controls }) => controls.some((control) => control.name === card))
  await after(kiosk, () => hands.press(card))
  await hands.choose('Amina Diallo · administrator')
  await hands.type(strings.break.head, head)
  await after(kiosk, () => hands.press(strings.break.resume))
  return kiosk
}

async function played(
  { camera }: Album,
  kiosk: OpenKiosk,
  script: string,
  titles: Readonly<Record<string, string>>,
  end: string,
): Promise<void> {
  const plan = builtInPlan(script)
  const cards = Object.entries(rehearsalCards(plan)).map(([id, words]) => {
    const name = plan.people.find((person) => person.id === id)?.name ?? id
    return [name, words] as const
  })
  await playDrill(
    {
      kiosk,
      cdp: kiosk.cdp,
      hands: mouseHands(kiosk),
      cast: plan,
      cards: Object.fromEntries(cards),
      dead: 'Jonas Berg',
      why: 'The card cannot be made out: water got into its bag.',
      seen: async (screen) => {
        // A panel covers the title of the step.
        const name = screen.headings.includes(strings.deviation.title) ? 'recovery-dead' : titles[screen.title]
        if (name !== undefined) await camera.take(kiosk, [name, ...faceOf(screen)].join('-'))
      },
    },
    end,
  )
}

/** What tells the screens of one step apart. */
function faceOf({ headings, controls, text }: Screen): readonly string[] {
  if (headings.includes(strings.deviation.title)) return ['deviation']
  if (headings.includes(shareStrings.type.notYet)) return ['mistyped']
  if (headings.includes(strings.step.notSoTitle)) return ['not-so']
  if (controls.some(({ name }) => name === shareStrings.type.send)) return ['typing']
  if (controls.some(({ name }) => name === shareStrings.stand.go)) return ['stand']
  const field = controls.find(({ role }) => role === 'textbox')?.name ?? ''
  if (/^Private code/.test(field)) return [/second/.test(field) ? 'second-code' : 'first-code']
  if (/PIN/.test(field)) return ['pin']
  return text.includes(shareStrings.read.next) ? ['done'] : []
}
