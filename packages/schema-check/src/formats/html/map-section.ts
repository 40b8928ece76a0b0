import { html } from '../../page/html.ts'
import type { Html } from '../../page/html.ts'
import { mapPicture } from './map-picture.ts'
import type { OwnedType, SupergraphMap } from './owners.ts'

/** The map, its ties as a list, and under it every type with the subgraph of each field. */
export function mapSection(map: SupergraphMap): Html {
  const ties = map.links.toSorted((one, other) => other.entities.length - one.entities.length)
  return html`<section class="card" id="map" aria-labelledby="map-title">
    <h2 id="map-title">Who owns what</h2>
    <div class="map-and-ties">
      ${mapPicture(map)}
      <div class="ties" tabindex="0" role="region" aria-label="Entities between subgraphs">
        <table>
          <thead>
            <tr>
              <th scope="col">subgraph</th>
              <th scope="col">adds to, or leads to</th>
            </tr>
          </thead>
          <tbody>
            ${ties.map(
              ({ from, to, entities }) =>
                html`<tr data-from="${from}" data-to="${to}">
                  <td>${from}</td>
                  <td>${entities.map((name) => html`<code>${name}</code> `)}<span class="soft">of ${to}</span></td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </div>
    <label class="soft small" for="type-search">Find a type or field</label>
    <input type="search" id="type-search" placeholder="Order, total, payments …" autocomplete="off" />
    <p class="soft small" id="type-count" role="status"></p>
    <div class="types">${map.types.map(typeDetails)}</div>
  </section>`
}

function typeDetails({ name, kind, isEntity, owner, subgraphs, fields }: OwnedType): Html {
  const words = [name, owner, ...subgraphs, ...fields.map((field) => field.name)].join(' ').toLowerCase()
  const summary = html`<code>${name}</code> ${isEntity && html`<span class="badge blue">entity</span>`}
    <span class="soft small"
      >${kindWord(kind)} · ${owner}${subgraphs.length > 1 && ` and ${subgraphs.length - 1} more`}</span
    >`
  if (fields.length === 0) return html`<div class="type" data-words="${words}">${summary}</div>`
  return html`<details class="type" data-words="${words}">
    <summary>${summary}</summary>
    <div class="scroll">
      <table>
        <tbody>
          ${fields.map(
            (field) =>
              html`<tr>
                <td><code>${field.name}</code></td>
                <td><code class="soft">${field.type}</code></td>
                <td>
                  ${field.owners.map((one) => html`<span class="badge ${one === owner ? '' : 'blue'}">${one}</span> `)}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`
}

/** `OBJECT_TYPE_DEFINITION` is `object`. */
function kindWord(kind: string): string {
  return kind
    .replace(/(Type)?Definition$/, '')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase()
}
