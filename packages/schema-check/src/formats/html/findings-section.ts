import { html } from '../../page/html.ts'
import type { Html } from '../../page/html.ts'
import type { CheckResult, CompositionProblem, Finding, Place } from '../../result.ts'
import { clientName, count, usageText } from '../annotate.ts'

const TONE = { breaking: 'bad', dangerous: 'warn', safe: 'good' } as const

/** Every finding, what fails open, with tools to find one among many. */
export function findingsSection({ findings }: CheckResult): Html {
  const severities = (['breaking', 'dangerous', 'safe'] as const).map((severity) => {
    return { severity, many: findings.filter((one) => one.severity === severity).length }
  })
  const failing = findings.filter(({ verdict }) => verdict === 'fails').length
  return html`<section class="card" id="findings" aria-labelledby="findings-title">
    <h2 id="findings-title">Findings <span class="soft">${findings.length}</span></h2>
    ${
      findings.length === 0
        ? html`<p>Nothing changed for clients.</p>`
        : html`<div class="tools">
            <label class="soft small" for="search">Find a finding</label>
            <input type="search" id="search" placeholder="coordinate, message, subgraph, client …" autocomplete="off" />
            <div class="chips" role="group" aria-label="Severities to show">
              ${severities.map(({ severity, many }) => html`<label class="chip ${TONE[severity]}"><input type="checkbox" name="severity" value="${severity}" ${severity === 'safe' && many > 12 && failing > 0 ? '' : 'checked'} /> ${severity} ${many}</label>`)}
            </div>
            <p class="soft small" id="count" role="status"></p>
          </div>`
    }
    ${findings.map((finding, index) => findingDetails(finding, index < 3 && finding.verdict === 'fails'))}
  </section>`
}

function findingDetails(finding: Finding, open: boolean): Html {
  const { id, severity, coordinate, message, reason, causes, usage, verdict, code, category, variants } = finding
  const clients = usage.operations.flatMap((operation) => operation.clients.map(clientName))
  const words = [id, message, category, ...causes.map(({ subgraph }) => subgraph), ...clients].join(' ').toLowerCase()
  return html`<details
    class="finding ${TONE[severity]}-edge"
    data-severity="${severity}"
    data-words="${words}"
    ${open && 'open'}
  >
    <summary>
      <span class="badge ${TONE[severity]}">${severity}</span> ${verdictBadge(finding)}
      <code class="coordinate">${coordinate}</code><span class="message">${message}</span>
    </summary>
    <div class="inside">
      ${reason && html`<p>${reason}</p>`}
      <p>${usageText(finding)}</p>
      ${usage.operations.length > 0 && clientsTable(finding)} ${finding.proof && proof(finding)}
      ${finding.unproven && html`<p>No proof: ${finding.unproven}</p>`}
      ${
        causes.length > 0 &&
        html`<h3>Where it comes from</h3>
          <ul class="plain">
            ${causes.map(({ subgraph, head, base }) => html`<li><span class="badge">${subgraph}</span> ${placeText(head ?? base)}${!head && base && ' (before)'}</li>`)}
          </ul>`
      }
      ${finding.approval && html`<p>Approved by ${finding.approval.author} until ${finding.approval.expires}: ${finding.approval.reason}</p>`}
      <p class="soft small">
        ${code}${variants.length > 0 && ` in ${variants.join(', ')}`} ·
        <code>${id}</code>
        ${verdict === 'fails' && html`<button type="button" class="copy" data-copy="${id}">Copy id for an approval</button>`}
      </p>
    </div>
  </details>`
}

function verdictBadge({ verdict, passesBecause }: Finding): Html | null {
  if (verdict === 'fails') return html`<span class="badge bad">fails</span>`
  return passesBecause && html`<span class="badge good">${passesBecause}</span>`
}

function clientsTable({ usage: { operations, total } }: Finding): Html {
  return html`<div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">operation</th>
            <th scope="col">clients</th>
            <th scope="col" class="number">requests</th>
            <th scope="col"></th>
          </tr>
        </thead>
        <tbody>
          ${operations.map(
            ({ name, signature, clients, certainty, file }) =>
              html`<tr>
                <td>
                  <code>${name ?? signature.slice(0, 12)}</code
                  >${file && html`<br /><span class="soft small">${file}</span>`}
                </td>
                <td>
                  ${clients.map((client) => html`${clientName(client)} <span class="soft small">${client.origin}</span><br />`)}
                </td>
                <td class="number">${count(clients.reduce((sum, { requests }) => sum + requests, 0))}</td>
                <td>${certainty === 'possible' ? 'may fail' : 'fails'}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${total > operations.length && html`<p class="soft small">… and ${total - operations.length} more operations.</p>`}`
}

function proof({ proof: shown }: Finding): Html | null {
  if (!shown) return null
  const { source, document, variables, onBase, onHead } = shown
  return html`<h3>
      Proof ${source === 'client' ? "(a client's own operation)" : '(generated)'}
      <button type="button" class="copy" data-copy="${document}">Copy</button>
    </h3>
    <pre tabindex="0">${document}</pre>
    ${Object.keys(variables).length > 0 && html`<pre tabindex="0" aria-label="Variables">${JSON.stringify(variables, null, 2)}</pre>`}
    <dl class="replay">
      <dt>Before</dt>
      <dd>${onBase}</dd>
      <dt>Now</dt>
      ${onHead.map((line) => html`<dd>${line}</dd>`)}
    </dl>`
}

/** Why the subgraphs do not compose, or what composition remarks. */
export function compositionSection(title: string, problems: readonly CompositionProblem[]): Html | null {
  if (problems.length === 0) return null
  return html`<section class="card">
    <h2>${title}</h2>
    ${problems.map(
      ({ code, message, places, hint }) =>
        html`<div class="problem">
          <p><span class="badge bad">${code}</span> ${message}</p>
          ${places.map((place) => html`<p class="small">${placeText(place)} <span class="soft">${place.subgraph}</span></p>`)}${hint && html`<p class="soft">${hint}</p>`}
        </div>`,
    )}
  </section>`
}

/** `schema/orders.graphql:12`. */
export function placeText(place: Place | null): Html | null {
  return place && html`<code>${place.file}:${place.line}</code>`
}
