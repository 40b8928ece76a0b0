/**
 * The query plan beside GraphiQL's answer: a script and a style for its page. GraphiQL's page is a ready bundle that takes no
 * plugins, so the panel is plain DOM, and learns of answers by wrapping `fetch`. Everything is inline: the page loads nothing.
 */
export const planPanel = { style: style(), script: script() }

function style(): string {
  return `
#plan { flex: none; max-height: 60%; margin: 8px 0 0; overflow: auto;
  border: 1px solid #8886; border-radius: 8px; background: hsl(var(--color-base)); color: hsl(var(--color-neutral));
  font: 13px/1.45 system-ui, sans-serif; }
#plan .head { display: flex; gap: 12px; align-items: baseline; padding: 8px 12px; user-select: none; }
#plan .head::before { content: '▸'; }
#plan[open] .head::before { content: '▾'; }
#plan .head b { flex: 1; }
#plan .head span, #plan small { font-size: 12px; }
#plan ol { margin: 0; padding: 0 12px 10px; list-style: none; }
#plan li { padding: 6px 0; border-top: 1px solid #8883; }
#plan summary { cursor: pointer; list-style: none; }
#plan .line { display: flex; gap: 8px; align-items: baseline; }
#plan .line b { min-width: 84px; }
#plan .line i { flex: 1; font-style: normal; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
#plan .bar { position: relative; height: 5px; margin-top: 5px; border-radius: 3px; background: #8882; }
#plan .bar u { position: absolute; top: 0; bottom: 0; min-width: 2px; border-radius: 3px; background: #5b6ee1; }
#plan .bar u.failed, #plan .error { background: #d33; }
#plan .error { margin: 4px 0 0; padding: 2px 6px; border-radius: 4px; color: #fff; }
#plan pre { margin: 6px 0 0; padding: 8px; border-radius: 6px; background: #8881; white-space: pre-wrap;
  font: 12px/1.4 ui-monospace, monospace; }`
}

function script(): string {
  return `(${String(watchAnswers)})();`
}

/* Runs in the browser: nothing from outside of it is there. */
function watchAnswers(): void {
  // Types of the browser are not those of this program.
  type Element = {
    textContent: string
    className: string
    append(...children: (Element | string)[]): void
    replaceChildren(...children: Element[]): void
    remove(): void
    toggleAttribute(name: string, force?: boolean): boolean
    setAttribute(name: string, value: string): void
  }
  type Browser = {
    fetch: typeof fetch
    document: { createElement(name: string): Element; querySelector(selector: string): Element | null }
  }
  type Step = {
    subgraph: string
    kind: string
    paths: string[]
    query: string
    fetches: { startedMs: number; endedMs: number; entities: number | null; errors: string[] }[]
  }
  type Plan = { steps: Step[]; planMs: number | null; totalMs: number; cached: boolean }

  const browser = globalThis as unknown as Browser
  const { document } = browser
  const original = browser.fetch.bind(browser)
  const panel = make('details')
  const title = make('span')
  const list = make('ol')
  const head = make('summary', 'head', make('b', '', 'Query plan'), title)
  panel.setAttribute('id', 'plan')
  panel.toggleAttribute('open', true)
  panel.append(head, list)

  function make(name: string, className = '', ...children: (Element | string)[]): Element {
    const element = document.createElement(name)
    if (className) element.className = className
    element.append(...children)
    return element
  }

  function show(plan: Plan): void {
    // Below the answer, where it covers nothing. Each time: GraphiQL may have made that part of its page anew.
    document.querySelector('.graphiql-response')?.append(panel)
    const planned = plan.planMs === null ? 'planned before' : `planned in ${plan.planMs} ms`
    title.textContent = plan.cached ? 'answered from the cache' : `${planned}, ${plan.totalMs} ms in all`
    list.replaceChildren(...plan.steps.map((step) => stepOf(step, plan.totalMs)))
  }

  function stepOf({ subgraph, kind, paths, query, fetches }: Step, totalMs: number): Element {
    const bar = make('div', 'bar')
    for (const { startedMs, endedMs, errors } of fetches) {
      const part = make('u', errors.length > 0 ? 'failed' : '')
      const percent = (milliseconds: number): string => `${(100 * milliseconds) / Math.max(totalMs, 0.1)}%`
      part.setAttribute('style', `left: ${percent(startedMs)}; width: ${percent(endedMs - startedMs)}`)
      bar.append(part)
    }
    const times = fetches.map(({ startedMs, endedMs }) => `${startedMs} – ${endedMs} ms`).join(', ')
    const entities = fetches.reduce((sum, one) => sum + (one.entities ?? 0), 0)
    const what = kind === 'root' ? 'root fields' : `${entities} ${entities === 1 ? 'entity' : 'entities'}`
    const where = paths.filter(Boolean).join(', ')
    const about = where === '' ? what : `${what} at ${where}`
    const line = make(
      'div',
      'line',
      make('b', '', subgraph),
      make('i', '', about),
      make('small', '', times || 'not asked'),
    )
    const details = make('details', '', make('summary', '', line, bar), make('pre', '', query))
    const errors = fetches.flatMap((one) => one.errors).map((error) => make('p', 'error', error))
    return make('li', '', details, ...errors)
  }

  browser.fetch = async (input, init) => {
    const body = init?.body
    // GraphiQL reads the schema by itself: nobody asked for that plan.
    if (typeof body !== 'string' || !body.startsWith('{') || body.includes('IntrospectionQuery'))
      return original(input, init)
    const headers = new Headers(init?.headers)
    headers.set('x-query-plan', '1')
    const response = await original(input, { ...init, headers })
    if (!(response.headers.get('content-type') ?? '').includes('json')) return response
    const answer = (await response.json()) as { extensions?: { queryPlan?: Plan } }
    const plan = answer.extensions?.queryPlan
    // That of the operation before is not that of this answer.
    if (!plan) panel.remove()
    if (plan && answer.extensions) {
      show(plan)
      delete answer.extensions.queryPlan
      if (Object.keys(answer.extensions).length === 0) delete answer.extensions
    }
    const { status, statusText } = response
    return new Response(JSON.stringify(answer), { status, statusText, headers: response.headers })
  }
}
