// The card is typed back: by keyboard alone, with words missing, wrong, swapped, or of another card.

import { describe, expect, it } from 'vitest'
import { makeBackup } from '../backup/make.ts'
import { axeFaults } from './browser.ts'
import { cardHands } from './card-hands.ts'
import { FakeShare } from './fake-share.ts'
import { handsOn } from './hands.ts'

const hands = handsOn()
const { desk, press, button } = hands
const { atCard, atFields, focusedField, typeWords, check, inPage } = cardHands(hands)

describe('the card is typed back', () => {
  it('by keyboard alone: four letters and a space a word, the step is done with one more key', async () => {
    const share = await atCard({ cards: 'by-hand' })
    await press('Enter')
    await button('The card is made: type it back').focus()
    await press('Enter')
    await hands.page.waitForFunction(() => (document.activeElement as HTMLElement | null)?.dataset.at === '1')
    for (const word of share.words) {
      await hands.page.keyboard.type(word.slice(0, 4).toUpperCase())
      await hands.page.keyboard.press('Space')
    }
    expect(await hands.page.locator('.given-count').innerText()).toBe('33 of 33')
    expect(await button('Check the card').evaluate((element) => element === document.activeElement)).toBe(true)
    await press('Enter')
    expect(share.typed).toEqual([share.words.join(' ')])
    expect(await hands.page.locator('.card-read').innerText()).toContain('every word of it is right')
    const cover = (await hands.page.locator('main dl').innerText()).replace(/\s+/g, ' ')
    expect(cover).toContain('Public key begins skydive almighty briefcase company')
    expect(cover).toContain(`Set ${share.words.slice(0, 3).join(' ')} Made on 2026-11-`)
    expect(await axeFaults(hands.page)).toEqual([])
    await press('Enter')
    expect(share.done).toBe(true)
    expect(desk.asked.at(-1)).toBe('ceremony.perform')
  })

  it('a word that is finished is covered, and shows when one goes back to it', async () => {
    const { words } = await atFields()
    await typeWords(words.slice(0, 3))
    expect(await inPage(words)).toEqual([])
    expect(await hands.page.locator('.pad input[data-state=taken]').count()).toBe(3)
    await hands.page.keyboard.press('Backspace')
    expect(await focusedField()).toBe('3')
    expect(await hands.page.locator('.pad input').nth(2).inputValue()).toBe(words[2])
    await hands.page.keyboard.press('ArrowLeft')
    expect(await focusedField()).toBe('2')
    await hands.page.keyboard.press('ArrowDown')
    await hands.page.keyboard.press('ArrowDown')
    expect(await focusedField()).toBe('4')
    expect(await hands.page.locator('.pad input[data-state=taken]').count()).toBe(3)
  })

  it('a word that is not in the list is not taken, and near ones are named', async () => {
    await atFields()
    await hands.page.keyboard.type('zebrq')
    await hands.page.keyboard.press('Space')
    expect(await focusedField()).toBe('1')
    expect(await hands.page.locator('.pad-verdict').innerText()).toMatch(/No word of the list begins so.*zebra/)
    expect(await hands.page.locator('.pad [role=status]').textContent()).toBe('No word of the list begins so.')
    await hands.page.keyboard.press('Tab')
    expect(await hands.page.locator('.pad input').first().getAttribute('type')).toBe('password')
    expect(await hands.page.locator('.pad-verdict').innerText()).not.toContain('zebra')
    expect(await axeFaults(hands.page)).toEqual([])
  })

  it('with a word missing nothing is sent, and the focus goes there', async () => {
    const share = await atFields()
    await typeWords(share.words.slice(0, 12))
    await check()
    expect(share.typed).toEqual([])
    expect(await hands.page.locator('.problem').innerText()).toContain('Word 13 (Share)')
    expect(await focusedField()).toBe('13')
  })

  it('is not pasted, and what was typed does not come back by undo', async () => {
    const { words } = await atFields()
    await hands.page.evaluate(() => {
      const data = new DataTransfer()
      data.setData('text/plain', 'zebra')
      document.activeElement?.dispatchEvent(
        new InputEvent('beforeinput', { inputType: 'insertFromPaste', data: 'zebra', cancelable: true, bubbles: true }),
      )
    })
    expect(await hands.page.locator('.problem').innerText()).toContain('Paste is refused')
    await hands.page.keyboard.type('zebra')
    await hands.page.keyboard.press('Enter')
    await hands.page.keyboard.press('ArrowUp')
    await hands.page.keyboard.press('ControlOrMeta+A')
    await hands.page.keyboard.press('Delete')
    await hands.page.keyboard.press('ControlOrMeta+Z')
    expect(await hands.page.locator('.pad input').first().inputValue()).toBe('')
    await typeWords(words.slice(0, 1))
  })

  it('letters that are typed beside the fields open nothing', async () => {
    await atFields()
    await button('Hold to show what is typed').focus()
    await hands.page.keyboard.type('dbstr')
    expect(await hands.page.locator('dialog[open]').count()).toBe(0)
  })

  it('one wrong word: which one, and the likely one only while the button is held; the other words stay', async () => {
    const share = await atFields()
    const wrong = share.words.with(19, share.words[19] === 'abandon' ? 'zoo' : 'abandon')
    await typeWords(wrong)
    await check()
    const notice = hands.page.locator('.card-fault:focus')
    expect(await notice.innerText()).toContain('Word 20 (Share) is most likely wrong')
    expect(await hands.page.locator('.fault-words').innerText()).toBe('It may be: ••••••')
    expect(await axeFaults(hands.page)).toEqual([])
    await button('Hold to show what is typed').hover()
    await hands.page.mouse.down()
    expect(await hands.page.locator('.fault-words').innerText()).toBe(`It may be: ${share.words[19]}`)
    expect(await hands.page.locator('.pad input').first().inputValue()).toBe(share.words[0])
    await hands.page.mouse.up()
    expect(await inPage(share.words)).toEqual([])
    await notice.or(hands.page.locator('.card-fault')).focus()
    await press('Enter')
    expect(await focusedField()).toBe('20')
    await typeWords(share.words.slice(19, 20))
    await check()
    expect(share.typed.at(-1)).toBe(share.words.join(' '))
    expect(await hands.page.locator('.card-read').count()).toBe(1)
  })

  it('the word at fault shows too while what is typed is shown, and is still marked after somebody looked at it', async () => {
    const share = await atFields()
    await typeWords(share.words.with(19, share.words[19] === 'abandon' ? 'zoo' : 'abandon'))
    await check()
    await press('Enter')
    expect(await focusedField()).toBe('20')
    const field = hands.page.locator('.pad input[data-at="20"]')
    const typed = await field.inputValue()
    expect(typed).not.toBe('')
    await button('Hold to show what is typed').hover()
    await hands.page.mouse.down()
    await hands.page.waitForFunction(() => document.activeElement?.classList.contains('hold') === true)
    expect(await field.inputValue()).toBe(typed)
    await hands.page.mouse.up()
    expect(await hands.page.locator('.pad input[data-marked]').count()).toBe(1)
  })

  it('what is said of an open field goes once a word was given, and all fields can be emptied to begin anew', async () => {
    const share = await atFields()
    await typeWords(share.words.slice(0, 2))
    await check()
    expect(await hands.page.locator('.problem').innerText()).toContain('Word 3 (Set) is still open')
    await typeWords(share.words.slice(2, 3))
    expect(await hands.page.locator('.problem').innerText()).toBe('')
    // Line 4 is left out, and the last line is typed where the pad still has room.
    await typeWords([...share.words.slice(3, 9), ...share.words.slice(12), ...share.words.slice(30)])
    await check()
    expect(await hands.page.locator('.card-fault').innerText()).toContain('a line that was left out')
    await button('Empty all fields').click()
    expect(await hands.page.locator('.given-count').innerText()).toBe('33 of 33')
    await button('Yes, empty all of them').click()
    expect(await hands.page.locator('.given-count').innerText()).toBe('0 of 33')
    expect(await focusedField()).toBe('1')
    expect(await hands.page.locator('.card-fault').isVisible()).toBe(false)
  })

  it('two words that changed places are both named', async () => {
    const { words } = await atFields()
    const [a, b] = [words[9] ?? '', words[22] ?? '']
    await typeWords(words.with(9, b).with(22, a))
    await check()
    expect(await hands.page.locator('.card-fault').innerText()).toMatch(/Word 10 \(Share\) and Word 23 \(Share\)/)
    expect(await hands.page.locator('.pad input[data-marked]').count()).toBe(2)
  })

  it('the card of another person: whose it is, and nothing of it stays in the fields', async () => {
    const share = await atFields()
    await typeWords(share.backup.cards[0] ?? [])
    await check()
    expect(await hands.page.locator('.card-fault').innerText()).toContain(
      'the card of Amina Diallo, not of Bruno Keller',
    )
    expect(await hands.page.locator('.given-count').innerText()).toBe('0 of 33')
  })

  it('a card of another set: the three words that the right one begins with', async () => {
    const share = await atFields()
    const other = await FakeShare.make({}, await makeBackup(2, 3))
    await typeWords(other.words)
    await check()
    expect(await hands.page.locator('.card-fault').innerText()).toContain(share.words.slice(0, 3).join(' '))
  })
})
