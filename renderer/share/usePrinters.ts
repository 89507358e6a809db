// The printers of the station, asked for when they are needed.

import { useCallback, useEffect, useState } from 'react'
import type { Printers } from '../bridge.ts'
import type { ShareCallbacks } from '../view.ts'

export const isPrintable = ({ problem, printers }: Printers): boolean =>
  problem === null && printers.some(({ accepting }) => accepting)

/** @returns null while the station looks, and where nothing is to be printed. */
export function usePrinters(share: Pick<ShareCallbacks, 'printers'>, wanted: boolean) {
  const [printers, setPrinters] = useState<Printers | null>(null)
  const { printers: ask } = share
  const look = useCallback(() => {
    void ask().then((reply) =>
      setPrinters(reply.ok ? reply.value : { problem: reply.error.words.happened, printers: [] }),
    )
  }, [ask])
  // Asked once when the page comes; the callbacks are new ones at every view.
  useEffect(() => {
    if (wanted) look()
  }, [wanted])
  return { printers, look }
}
