// The orders and events of the Chrome DevTools Protocol that the kiosk uses, and no others.

type None = Record<string, never>

export type TargetInfo = { readonly targetId: string; readonly type: string; readonly url: string }

export type RemoteValue = {
  readonly result: { readonly value?: unknown }
  readonly exceptionDetails?: { readonly text: string }
}

/** What `Page.printToPDF` takes. */
export type PrintOptions = {
  readonly printBackground: boolean
  readonly preferCSSPageSize: boolean
  readonly generateTaggedPDF: boolean
  readonly transferMode: 'ReturnAsBase64'
}

export type Commands = {
  'Browser.close': { params: None; result: None }
  'Browser.grantPermissions': { params: { origin: string; permissions: readonly string[] }; result: None }
  'Browser.setDownloadBehavior': { params: { behavior: 'deny' }; result: None }
  'Fetch.enable': { params: { patterns: readonly { urlPattern: string }[] }; result: None }
  'Fetch.failRequest': { params: { requestId: string; errorReason: 'Aborted' | 'BlockedByClient' }; result: None }
  'Fetch.fulfillRequest': {
    params: {
      requestId: string
      responseCode: number
      responseHeaders: readonly { name: string; value: string }[]
      body: string
    }
    result: None
  }
  'Inspector.enable': { params: None; result: None }
  'Page.addScriptToEvaluateOnNewDocument': {
    params: { source: string; worldName?: string }
    result: { identifier: string }
  }
  'Page.enable': { params: None; result: None }
  'Page.navigate': { params: { url: string }; result: { errorText?: string } }
  'Page.printToPDF': { params: PrintOptions; result: { data: string } }
  'Page.resetNavigationHistory': { params: None; result: None }
  'Runtime.addBinding': { params: { name: string; executionContextName: string }; result: None }
  'Runtime.callFunctionOn': {
    params: {
      functionDeclaration: string
      executionContextId: number
      arguments: readonly { value: string }[]
      silent: boolean
    }
    result: None
  }
  'Runtime.enable': { params: None; result: None }
  'Runtime.evaluate': {
    params: {
      expression: string
      awaitPromise?: boolean
      contextId?: number | undefined
      userGesture?: boolean
      returnByValue: boolean
      allowUnsafeEvalBlockedByCSP: boolean
    }
    result: RemoteValue
  }
  'Runtime.runIfWaitingForDebugger': { params: None; result: None }
  'SystemInfo.getProcessInfo': {
    params: None
    result: { processInfo: readonly { type: string; id: number }[] }
  }
  'Target.closeTarget': { params: { targetId: string }; result: None }
  'Target.setAutoAttach': {
    params: { autoAttach: boolean; waitForDebuggerOnStart: boolean; flatten: boolean }
    result: None
  }
}

export type Events = {
  'Fetch.requestPaused': {
    requestId: string
    request: { url: string; method: string }
    frameId: string
    resourceType: string
  }
  'Inspector.targetCrashed': None
  'Page.frameNavigated': { frame: { id: string; parentId?: string; url: string } }
  'Page.loadEventFired': { timestamp: number }
  'Page.navigatedWithinDocument': { frameId: string; url: string }
  'Runtime.bindingCalled': { name: string; payload: string; executionContextId: number }
  'Runtime.executionContextCreated': {
    context: {
      id: number
      origin: string
      name: string
      auxData: { frameId: string; isDefault: boolean; type: string }
    }
  }
  'Runtime.executionContextDestroyed': { executionContextId: number }
  'Runtime.executionContextsCleared': None
  'Target.attachedToTarget': { sessionId: string; targetInfo: TargetInfo; waitingForDebugger: boolean }
  'Target.detachedFromTarget': { sessionId: string }
}
