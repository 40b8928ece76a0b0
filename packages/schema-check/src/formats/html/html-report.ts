import { parse } from 'graphql'
import { readSupergraph } from '../../compare/supergraph-model.ts'
import { html } from '../../page/html.ts'
import type { Html } from '../../page/html.ts'
import { page } from '../../page/page.ts'
import type { CheckResult, Format, PlanRegression, PlanSummary } from '../../result.ts'
import { clientName, count } from '../annotate.ts'
import { compositionSection, findingsSection, placeText } from './findings-section.ts'
import { mapSection } from './map-section.ts'
import { mapSupergraph } from './owners.ts'
import { REPORT_SCRIPT } from './report-script.ts'
import { REPORT_STYLE } from './report-style.ts'

/** One page for people: the verdict, the findings with their proofs, who owns what, and the plans side by side. */
export const formatHtml: Format = ({ result, supergraphs }) => {
  const supergraph = supergraphs.head ?? supergraphs.base
  const map = supergraph && mapSection(mapSupergraph(readSupergraph(parse(supergraph, { noLocation: true }))))
  const sections: [id: string, title: string, content: Html | null | ''][] = [
    ['findings', 'Findings', findingsSection(result)],
    ['plans', 'Plans', plansSection(result)],
    ['deploy', 'Deploying', deploySection(result)],
    ['map', 'Map', map],
    ['evidence', 'Evidence', evidenceSection(result)],
    ['style', 'Style', lintSection(result)],
  ]
  const shown = sections.filter(([, , content]) => content)
  const body = html`${heading(result)}
    <nav class="bar" aria-label="Sections">
      <div class="wrap">${shown.map(([id, title]) => html`<a href="#${id}">${title}</a>`)}</div>
    </nav>
    <main class="wrap" id="content">
      ${compositionSection('The subgraphs do not compose', result.compositionErrors)}
      ${shown.map(([, , content]) => content)}
      ${compositionSection('What composition remarks', result.compositionHints)}
      ${
        result.notes.length > 0 &&
        html`<section class="card">
          <h2>Notes</h2>
          ${result.notes.map((note) => html`<p>${note}</p>`)}
        </section>`
      }
    </main>
    <footer class="wrap soft small">
      <p>
        supergraph-check ${result.tool.version}, ${result.checkedAt}, in ${count(result.durationMs)} ms. This page loads
        nothing from elsewhere.
      </p>
    </footer>`
  const title = `${result.status === 'ok' ? 'Nothing breaks' : 'Clients would break'}: ${result.head.label}`
  return page({ title, body, style: REPORT_STYLE, script: REPORT_SCRIPT })
}

function heading({ status, reasons, findings, base, head, evidence }: CheckResult): Html {
  const many = (severity: string): number => findings.filter((one) => one.severity === severity).length
  const changed = head.subgraphs.filter((subgraph) => subgraph.changed).map(({ name }) => name)
  return html`<header class="verdict ${status === 'ok' ? 'good' : 'bad'}">
    <div class="wrap">
      <h1>${status === 'ok' ? '✓ Nothing breaks' : '✗ Clients would break'}</h1>
      <p>${head.label} compared with ${base.label}${changed.length > 0 && html`, changed: ${changed.join(', ')}`}</p>
      ${reasons.map((reason) => html`<p>${reason}</p>`)}
      <dl class="tally">
        <div>
          <dt>breaking</dt>
          <dd>${many('breaking')}</dd>
        </div>
        <div>
          <dt>dangerous</dt>
          <dd>${many('dangerous')}</dd>
        </div>
        <div>
          <dt>safe</dt>
          <dd>${many('safe')}</dd>
        </div>
        <div>
          <dt>operations</dt>
          <dd>${count(evidence.registered + evidence.recorded)}</dd>
        </div>
        <div>
          <dt>requests</dt>
          <dd>${count(evidence.requests)}</dd>
        </div>
      </dl>
    </div>
  </header>`
}

function plansSection({ planRegressions, plansSkipped }: CheckResult): Html | null {
  if (planRegressions.length === 0) return null
  return html`<section class="card" id="plans" aria-labelledby="plans-title">
    <h2 id="plans-title">Plans that changed <span class="soft">${planRegressions.length}</span></h2>
    ${planRegressions.map(planDetails)}
    ${plansSkipped > 0 && html`<p class="soft">${count(plansSkipped)} operations were not planned.</p>`}
  </section>`
}

function planDetails({ name, signature, kind, base, head, clients }: PlanRegression): Html {
  const tone = { worse: 'warn', better: 'good', unplannable: 'bad' }[kind]
  const who = [...new Set(clients.map(clientName))].slice(0, 5).join(', ')
  const before = new Set(base.text.split('\n').map((line) => line.trim()))
  const after = new Set(head.text.split('\n').map((line) => line.trim()))
  return html`<details class="finding ${tone}-edge" ${kind !== 'better' && 'open'}>
    <summary>
      <span class="badge ${tone}">${kind}</span> <code class="coordinate">${name ?? signature.slice(0, 12)}</code
      ><span class="message"
        >${base.fetches} → ${head.fetches} fetches, ${base.hops} → ${head.hops} hops${who && ` · ${who}`}</span
      >
    </summary>
    <div class="sides">${planSide('Before', base, after, 'gone')}${planSide('Now', head, before, 'new')}</div>
  </details>`
}

function planSide(title: string, plan: PlanSummary, other: ReadonlySet<string>, mark: string): Html {
  const lines = plan.text
    .split('\n')
    .map((line) => html`<span class="${other.has(line.trim()) ? '' : mark}">${line}</span>`)
  return html`<div>
    <h3>
      ${title}: ${plan.fetches} ${plan.fetches === 1 ? 'fetch' : 'fetches'} of ${plan.subgraphs.join(', ') || 'none'}
    </h3>
    <pre tabindex="0" class="plan">${lines}</pre>
  </div>`
}

function deploySection({ deployOrder: { safeOrders, problems, advice } }: CheckResult): Html | null {
  return html`<section class="card" id="deploy" aria-labelledby="deploy-title">
    <h2 id="deploy-title">Deploying</h2>
    <p>
      ${(['subgraphs first', 'router first'] as const).map((order) => html`<span class="badge ${safeOrders.includes(order) ? 'good' : 'bad'}">${safeOrders.includes(order) ? '✓' : '✗'} ${order}</span> `)}
    </p>
    <p>${advice}</p>
    ${
      problems.length > 0 &&
      html`<div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">order</th>
              <th scope="col">subgraph</th>
              <th scope="col">what goes wrong meanwhile</th>
            </tr>
          </thead>
          <tbody>
            ${problems.map(
              ({ order, subgraph, message }) =>
                html`<tr>
                  <td>${order}</td>
                  <td>${subgraph}</td>
                  <td>${message}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`
    }
  </section>`
}

function evidenceSection({ evidence }: CheckResult): Html {
  const { registered, recorded, requests, firstSeen, lastSeen, clients, invalidOnBase, touched } = evidence
  return html`<section class="card" id="evidence" aria-labelledby="evidence-title">
    <h2 id="evidence-title">Evidence</h2>
    <p>
      ${count(registered)} registered and ${count(recorded)} recorded operations with ${count(requests)}
      requests${firstSeen && lastSeen && ` from ${firstSeen.slice(0, 10)} to ${lastSeen.slice(0, 10)}`}.
      ${count(touched)} of them use something that changed.
    </p>
    ${
      clients.length > 0 &&
      html`<div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">client</th>
              <th scope="col">versions</th>
              <th scope="col" class="number">requests</th>
            </tr>
          </thead>
          <tbody>
            ${clients.map(
              (client) =>
                html`<tr>
                  <td>${client.name || 'unnamed'}</td>
                  <td>${client.versions.join(', ')}</td>
                  <td class="number">${count(client.requests)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`
    }
    ${
      invalidOnBase.length > 0 &&
      html`<details>
        <summary>${invalidOnBase.length} operations were invalid before and prove nothing</summary>
        <ul>
          ${invalidOnBase.map(({ name, signature, message }) => html`<li><code>${name ?? signature.slice(0, 12)}</code> ${message}</li>`)}
        </ul>
      </details>`
    }
  </section>`
}

function lintSection({ lint }: CheckResult): Html | null {
  if (lint.length === 0) return null
  return html`<section class="card" id="style" aria-labelledby="style-title">
    <h2 id="style-title">Style <span class="soft">${lint.length}</span></h2>
    <div class="scroll">
      <table>
        <tbody>
          ${lint.map(
            ({ severity, rule, message, place }) =>
              html`<tr>
                <td><span class="badge ${severity === 'error' ? 'bad' : 'warn'}">${severity}</span></td>
                <td>${message}<br /><span class="soft small">${rule}</span></td>
                <td>${placeText(place)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`
}
