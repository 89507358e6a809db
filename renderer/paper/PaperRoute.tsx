// The print page: asks the host for the sheet that the address names, lays it out, and says when it is ready to print.

import { useEffect, useState } from 'react'
import type { Reply } from '../bridge.ts'
import { loadFonts } from './fonts.ts'
import { PaperPage } from './PaperPage.tsx'
import { routeOf, setRunning } from './running.ts'
import type { Sheet } from './sheet.ts'
import { words } from './words.ts'

/**
 * `data-ready` on the document: absent while it loads, `yes` when all fonts are there and it may be printed, `no` when
 * there is nothing to print; the page then says why.
 */
export function PaperRoute() {
  const [hash] = useState(() => window.location.hash)
  const [reply, setReply] = useState<Reply<Sheet>>()
  const route = routeOf(hash)
  const sheetName = route?.sheet
  const paper = route?.paper

  useEffect(() => {
    if (sheetName === undefined) {
      document.documentElement.dataset.ready = 'no'
      return undefined
    }
    let left = false
    window.anchorite.call('paper.sheet', { sheet: sheetName }).then(
      (answer) => left || setReply(answer),
      () => left || setReply(undefined),
    )
    return () => {
      left = true
    }
  }, [sheetName])

  useEffect(() => {
    if (reply === undefined || paper === undefined) return
    const root = document.documentElement
    if (!reply.ok) {
      root.dataset.ready = 'no'
      return
    }
    document.title = reply.value.title
    setRunning(root, reply.value, paper)
    loadFonts().then(
      () => {
        root.dataset.ready = 'yes'
      },
      () => {
        root.dataset.ready = 'no'
      },
    )
  }, [reply, paper])

  if (route === undefined) return <p>{words.noSuchSheet}</p>
  if (reply === undefined) return null
  if (!reply.ok) {
    const { happened, safe, next } = reply.error.words
    return (
      <main>
        <p>{happened}</p>
        <p>{safe}</p>
        <p>{next}</p>
        <p>{reply.error.code}</p>
      </main>
    )
  }
  return <PaperPage sheet={reply.value} />
}
