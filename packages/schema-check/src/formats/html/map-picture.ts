import { html } from '../../page/html.ts'
import type { Html } from '../../page/html.ts'
import type { EntityLink, SupergraphMap } from './owners.ts'

const NODE_HEIGHT = 44
const MARGIN = 8
/** Between the tip of an arrow and the box that it leads to. */
const GAP = 4

type Point = { x: number; y: number }
type Node = Point & { name: string; label: string; half: number }

/** The subgraphs in a circle, tied by their entities; a tie is the thicker the more entities there are. */
export function mapPicture({ subgraphs, types, links }: SupergraphMap): Html {
  const radius = Math.max(140, subgraphs.length * 24)
  const nodes = subgraphs.map((name, index): Node => {
    const label = name.length > 16 ? `${name.slice(0, 15)}…` : name
    return { name, label, half: Math.max(44, label.length * 4.4 + 14), ...onCircle(radius, index / subgraphs.length) }
  })
  const byName = new Map(nodes.map((node) => [node.name, node]))
  const left = Math.min(...nodes.map(({ x, half }) => x - half)) - MARGIN
  const right = Math.max(...nodes.map(({ x, half }) => x + half)) + MARGIN
  const top = Math.min(...nodes.map(({ y }) => y)) - NODE_HEIGHT / 2 - MARGIN
  const bottom = Math.max(...nodes.map(({ y }) => y)) + NODE_HEIGHT / 2 + MARGIN
  const owned = (name: string): number => types.filter(({ owner }) => owner === name).length
  return html`<svg
    class="map"
    viewBox="${[left, top, right - left, bottom - top].map(round).join(' ')}"
    role="img"
    aria-label="${subgraphs.length} subgraphs and the entities that tie them together; the list beside it says the same"
  >
    <defs>
      <marker
        id="tip"
        viewBox="0 0 8 8"
        refX="7"
        refY="4"
        markerWidth="9"
        markerHeight="9"
        markerUnits="userSpaceOnUse"
        orient="auto"
      >
        <path d="M0 0 8 4 0 8z" />
      </marker>
    </defs>
    ${links.map((link) => tie(link, byName))}
    ${nodes.map(({ name, label, half, x, y }) => html`<g class="node" data-name="${name}"><title>${name}</title><rect x="${round(x - half)}" y="${round(y - NODE_HEIGHT / 2)}" width="${round(2 * half)}" height="${NODE_HEIGHT}" rx="12" /><text x="${round(x)}" y="${round(y - 2)}">${label}</text><text class="sub" x="${round(x)}" y="${round(y + 14)}">${owned(name)} types</text></g>`)}
  </svg>`
}

function tie({ from, to, entities }: EntityLink, nodes: ReadonlyMap<string, Node>): Html {
  const [start, end] = [nodes.get(from), nodes.get(to)]
  if (!start || !end) return html``
  // Bent a little towards the middle of the circle, and each direction on its own side.
  const bend = {
    x: ((start.x + end.x) / 2) * 0.65 + (end.y - start.y) * 0.12,
    y: ((start.y + end.y) / 2) * 0.65 + (start.x - end.x) * 0.12,
  }
  const [tail, tip] = [edgeOf(start, bend, 0), edgeOf(end, bend, GAP)]
  const path = `M${round(tail.x)} ${round(tail.y)}Q${round(bend.x)} ${round(bend.y)} ${round(tip.x)} ${round(tip.y)}`
  return html`<path
    class="tie"
    data-from="${from}"
    data-to="${to}"
    d="${path}"
    stroke-width="${Math.min(5, 1 + entities.length * 0.7)}"
    marker-end="url(#tip)"
    ><title>${from} to ${to}: ${entities.join(', ')}</title></path
  >`
}

/** Around the origin, from the top. */
function onCircle(radius: number, part: number): Point {
  const angle = part * 2 * Math.PI - Math.PI / 2
  return { x: radius * Math.cos(angle), y: radius * Math.sin(angle) }
}

/** Where the line from a node's middle leaves its box, and `gap` further. */
function edgeOf(node: Node, to: Point, gap: number): Point {
  const [dx, dy] = [to.x - node.x, to.y - node.y]
  const length = Math.hypot(dx, dy) || 1
  const leaving = Math.min(node.half / Math.abs(dx || 1e-9), NODE_HEIGHT / 2 / Math.abs(dy || 1e-9)) + gap / length
  return { x: node.x + dx * leaving, y: node.y + dy * leaving }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
