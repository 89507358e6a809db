// Verify in the real window: a bag that holds, dropped or chosen; bags that do not, each refused by what is wrong with it.

import fs from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { rehearse } from '../../electron/cli/rehearse.ts'
import { strings } from '../../renderer/strings.ts'
import { carry, chooseFiles, dropFiles } from './files.ts'
import { mouseHands } from './hands.ts'
import type { OpenKiosk } from './kiosk.ts'
import { after, until } from './room.ts'
import type { Screen } from './screen.ts'
import { describeWindow } from './stage.ts'

const words = strings.verify

describeWindow('an auditor at the window', [], (stage) => {
  let bag = ''
  let head = ''
  let kiosk: OpenKiosk
  const run = (): Promise<Screen> => after(kiosk, () => mouseHands(kiosk).press(words.run))
  const chosen = (): Promise<Screen> =>
    until(
      kiosk,
      ({ text, headings }) => /\d+ files, /.test(text) && !headings.some((heading) => verdicts.includes(heading)),
    )

  /** A copy of the bag with one thing wrong, by folder dialog; what the window says of it. */
  const verdictOf = async (name: string, spoil: (copy: string) => void): Promise<Screen> => {
    const copy = carry(bag, join(stage.carried, name))
    spoil(copy)
    await chooseFiles(kiosk, strings.files.chooseFolder, copy)
    await chosen()
    return run()
  }

  beforeAll(async () => {
    const rehearsed = await rehearse({
      id: 'root-key-generation',
      out: join(stage.carried, 'out'),
      say: () => undefined,
    })
    bag = rehearsed.bag
    head = rehearsed.head
    kiosk = await stage.open()
    await until(kiosk, ({ controls }) => controls.length > 3)
    await kiosk.page.getByRole('button', { name: /^Verify/ }).click()
    await until(kiosk, ({ title }) => title === words.title)
  }, 180_000)

  test('is refused a bag with one altered byte, and reads which file it is in', async () => {
    const refused = await verdictOf('altered', (copy) => {
      const path = join(copy, 'data', 'plan.json')
      const bytes = fs.readFileSync(path)
      bytes[10] = (bytes[10] ?? 0) ^ 1
      fs.writeFileSync(path, bytes)
    })
    expect(refused.headings.slice(0, 2)).toEqual([words.title, words.refused])
    expect(refused.text).toContain('data/plan.json')
    expect(refused.text).not.toContain('VERIFIED')
  })

  test('is refused a bag with a file too many, and one with a file too few', async () => {
    const more = await verdictOf('more', (copy) => fs.writeFileSync(join(copy, 'data', 'note.txt'), 'also true'))
    expect(more.text).toContain('note.txt')
    expect(more.headings).toContain(words.refused)
    const less = await verdictOf('less', (copy) => fs.rmSync(join(copy, 'seal.dsse.json'), { force: true }))
    expect(less.headings).toContain(words.refused)
    expect(less.text).not.toContain('VERIFIED')
  })

  test('drops the whole bag and reads the verdict first, with REHEARSAL beside it', async () => {
    const whole = carry(bag, join(stage.carried, 'whole'))
    await dropFiles(kiosk, words.lead, [whole])
    await chosen()
    const good = await run()
    expect(good.headings.slice(0, 2)).toEqual([words.title, words.sealed])
    expect(good.text).toContain('REHEARSAL')
    expect(good.text).toContain(words.noDeviations)
    expect(good.text).toContain(head)
  })

  test('types the head from paper: another one is refused, the one of the day makes the verdict', async () => {
    const hands = mouseHands(kiosk)
    await hands.type(words.head, '0'.repeat(64))
    const refused = await run()
    expect(refused.headings).toContain(words.refused)
    await hands.type(words.head, head)
    const good = await run()
    expect(good.headings).toContain(words.onPaper)
  })
})

const verdicts: readonly string[] = [words.refused, words.sealed, words.onPaper, words.consistent]
