// The print page of one share card: `#/share-card`, or `#/share-card/letter`. Lives for one card, in a browser of its own.

import './paper.css'
import { useEffect, useState } from 'react'
import type { CardSheet, Reply } from '../bridge.ts'
import { CardPaper } from './CardPaper.tsx'
import { loadFonts } from './fonts.ts'
import { cardRouteOf } from './running.ts'
import { words } from './words.ts'

/** `data-ready` on the document as for every sheet. This page alone is given the words as data: it is thrown away when it was printed. */
export function CardRoute() {
  const [paper] = useState(() => cardRouteOf(window.location.hash))
  const [reply, setReply] = useState<Reply<CardSheet>>()
  useEffect(() => {
    const root = document.documentElement
    if (paper === undefined) root.dataset.ready = 'no'
    else
      window.anchorite.call('share.sheet', {}).then(setReply, () => {
        root.dataset.ready = 'no'
      })
  }, [paper])
  useEffect(() => {
    const root = document.documentElement
    if (reply === undefined || paper === undefined) return
    if (!reply.ok) {
      root.dataset.ready = 'no'
      return
    }
    // The title stands in the PDF and may stand in a print queue: it names nobody.
    document.title = words.card.title(reply.value.number, reply.value.of)
    root.dataset.paper = paper
    loadFonts().then(
      () => {
        root.dataset.ready = 'yes'
      },
      () => {
        root.dataset.ready = 'no'
      },
    )
  }, [reply, paper])
  if (paper === undefined) return <p>{words.noSuchSheet}</p>
  if (reply === undefined) return null
  if (!reply.ok) return <p>{reply.error.words.happened}</p>
  return (
    <main className="paper cards">
      <CardPaper card={reply.value} />
    </main>
  )
}
