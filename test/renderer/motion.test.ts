// Who asks for less motion sees none: the style sheets move nothing but within `prefers-reduced-motion: no-preference`.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { holdCalls } from './browser.ts'
import { handsOn } from './hands.ts'

const hands = handsOn()
const renderer = fileURLToPath(new URL('../../renderer', import.meta.url))

/** Declarations that move something, and stand outside of the media query that allows it. */
function movesUnasked(css: string): readonly string[] {
  const open: string[] = []
  const found: string[] = []
  for (const [, text = '', end] of css.replace(/\/\*[\s\S]*?\*\//g, '').matchAll(/([^{};]*)([{};])/g)) {
    const isAllowed = open.some((head) => /^@media\s*\(prefers-reduced-motion:\s*no-preference\)$/.test(head))
    const moves = /^(?:-webkit-)?(?:animation|transition|view-transition|offset)\b|^scroll-behavior\s*:\s*smooth/.test(
      text.trim(),
    )
    if (end !== '{' && moves && !isAllowed) found.push(text.trim())
    if (end === '{') open.push(text.trim())
    if (end === '}') open.pop()
  }
  return found
}

describe('the search itself', () => {
  it.each([
    ['.a { animation: turn 1s }', 1],
    ['.a { color: red; transition: color 1s; }', 1],
    ['html { scroll-behavior: smooth }', 1],
    ['@media (min-width: 1px) { .a { animation-name: turn } }', 1],
    ['@media (prefers-reduced-motion: reduce) { .a { animation: turn 1s } }', 1],
    ['@media (prefers-reduced-motion: no-preference) { .a { animation: turn 1s } } .b { transition: none }', 1],
    ['@media (prefers-reduced-motion: no-preference) { .a { animation: turn 1s; transition: color 1s } }', 0],
    ['/* animation: none; */ .a { scroll-behavior: auto } @keyframes turn { to { rotate: 1turn } }', 0],
  ])('%s', (css, count) => {
    expect(movesUnasked(css)).toHaveLength(count)
  })
})

it('no style sheet moves anything unasked, and no script does', () => {
  const files = readdirSync(renderer, { recursive: true }).map(String)
  const sheets = files.filter((name) => name.endsWith('.css'))
  expect(sheets.length).toBeGreaterThan(5)
  const read = (name: string) => readFileSync(join(renderer, name), 'utf8')
  expect(sheets.flatMap((name) => movesUnasked(read(name)).map((text) => `${name}: ${text}`))).toEqual([])
  const scripts = files.filter((name) => /\.tsx?$/.test(name))
  const moving = /behavior:\s*['"]smooth|\.animate\(|startViewTransition/
  expect(scripts.filter((name) => moving.test(read(name)))).toEqual([])
})

it('the sign of work turns where motion is welcome, and stands still where less was asked for', async () => {
  await hands.at('open/readiness')
  const release = await holdCalls(hands.page)
  await hands.page.keyboard.press('Enter')
  await hands.page.locator('.working').waitFor()
  const running = () => hands.page.evaluate(() => document.getAnimations().length)
  expect(await running()).toBe(0)
  await hands.page.emulateMedia({ reducedMotion: 'no-preference' })
  expect(await running()).toBe(1)
  await hands.page.emulateMedia({ reducedMotion: 'reduce' })
  expect(await running()).toBe(0)
  await release()
})
