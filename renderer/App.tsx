// The places of the window, and how one comes from one to another: by a person's choice, never by itself.

import { useCallback, useEffect, useState } from 'react'
import type { CallBridge, View } from './bridge.ts'
import { CeremonyPage } from './ceremony/CeremonyPage.tsx'
import { HomePage } from './pages/HomePage.tsx'
import { InspectPage } from './pages/InspectPage.tsx'
import { PlaceFrame } from './pages/PlaceFrame.tsx'
import { PlanPage } from './pages/PlanPage.tsx'
import type { Place } from './pages/place.ts'
import { TokensPage } from './pages/TokensPage.tsx'
import { VerifyPage } from './pages/VerifyPage.tsx'
import { HelpPanel } from './panels/HelpPanel.tsx'
import { applySettings, defaultSettings } from './settings.ts'
import { strings } from './strings.ts'
import { useStation } from './useStation.ts'

export function App({ call }: { readonly call: CallBridge }) {
  const [state, calls] = useStation(call)
  const [place, setPlace] = useState<Place>('home')
  const [settings, setSettings] = useState(defaultSettings)
  const [help, setHelp] = useState(false)
  const { ask, peek, showHome, showView, dismiss } = calls

  useEffect(() => applySettings(document.documentElement, settings), [settings])
  // What the host says when the window opens: a ceremony that is open already, else home.
  useEffect(() => {
    const begin = async () => {
      const open = await peek('ceremony.view', {})
      if (open.ok) return showView(open.value)
      const home = await ask('station.home', {}, strings.home.loading)
      if (home !== undefined) showHome(home)
    }
    void begin()
  }, [peek, ask, showView, showHome])

  const go = useCallback(
    (next: Place) => {
      dismiss()
      setPlace(next)
      if (next === 'home') void ask('station.home', {}, strings.home.loading).then((home) => home && showHome(home))
    },
    [ask, dismiss, showHome],
  )
  const toggleRoom = useCallback(() => setSettings((now) => ({ ...now, room: !now.room })), [])
  const opened = (view: View | undefined) => {
    if (view !== undefined) showView(view)
  }
  const leave = async () => {
    const home = await ask('station.leave', {}, strings.step.atWork)
    if (home === undefined) return
    setPlace('home')
    showHome(home)
  }

  if (state.view !== null)
    return (
      <CeremonyPage
        view={state.view}
        state={state}
        calls={calls}
        settings={settings}
        onSettings={setSettings}
        onLeave={() => void leave()}
      />
    )
  const page = { state, calls, onOpened: opened }
  return (
    <PlaceFrame
      place={place}
      home={state.home}
      refusal={state.refusal}
      waiting={state.waiting}
      onGo={go}
      onHelp={() => setHelp(true)}
      settings={settings}
      onRoom={toggleRoom}
    >
      {place === 'home' ? <HomePage {...page} onGo={go} /> : null}
      {place === 'plan' ? <PlanPage {...page} /> : null}
      {place === 'verify' ? <VerifyPage {...page} /> : null}
      {place === 'inspect' ? <InspectPage {...page} /> : null}
      {place === 'tokens' ? <TokensPage {...page} /> : null}
      <HelpPanel open={help} people={[]} settings={settings} onSettings={setSettings} onClose={() => setHelp(false)} />
    </PlaceFrame>
  )
}
