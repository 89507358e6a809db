// For what is longer than the screen: the one button scrolls on until the end has been in sight, and only then acts.

import { type RefObject, useEffect, useRef, useState } from 'react'
import { strings } from '../strings.ts'
import { ActionButton } from './ActionButton.tsx'

/** Put `endRef` on an empty element after the last line. Once it was seen it stays seen. */
export function useSeenToEnd(): { readonly seen: boolean; readonly endRef: RefObject<HTMLDivElement | null> } {
  const endRef = useRef<HTMLDivElement>(null)
  const [seen, setSeen] = useState(false)
  useEffect(() => {
    if (endRef.current === null) return undefined
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) setSeen(true)
    })
    observer.observe(endRef.current)
    return () => observer.disconnect()
  }, [])
  return { seen, endRef }
}

type Props = {
  readonly seen: boolean
  /** What the button does, once all has been in sight. */
  readonly label: string
  readonly blocked?: string | null
  readonly onPress: () => void
}

export function ReadOnButton({ seen, label, blocked = null, onPress }: Props) {
  return (
    <ActionButton look="primary" focus blocked={blocked} onPress={seen ? onPress : scrollOn}>
      {seen ? label : strings.step.readOn}
    </ActionButton>
  )
}

/** Most of a screen further, so that the last lines are seen again at the top. */
function scrollOn(): void {
  const main = document.querySelector('main')
  const scrolls = main !== null && main.scrollHeight > main.clientHeight
  const box = scrolls ? main : document.documentElement
  box.scrollBy({ top: box.clientHeight * 0.7 })
}
