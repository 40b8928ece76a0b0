/** Runs in the page: finding, choosing, copying, by mouse and by keyboard. Without it everything is there to be read. */
export const REPORT_SCRIPT = `
const all = (selector) => [...document.querySelectorAll(selector)]
function filter(items, input, status, also) {
  const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean)
  let shown = 0
  for (const item of items) {
    const fits = words.every((word) => item.dataset.words.includes(word)) && also(item)
    item.hidden = !fits
    if (fits) shown += 1
  }
  status.textContent = shown === items.length ? '' : shown + ' of ' + items.length + ' shown'
}
const search = document.getElementById('search')
if (search) {
  const boxes = all('input[name=severity]')
  const severities = () => new Set(boxes.filter((box) => box.checked).map((box) => box.value))
  const findings = all('[data-severity]')
  const update = () => { const wanted = severities(); filter(findings, search, document.getElementById('count'), (item) => wanted.has(item.dataset.severity)) }
  search.addEventListener('input', update)
  for (const box of boxes) box.addEventListener('change', update)
  update()
}
const typeSearch = document.getElementById('type-search')
if (typeSearch) typeSearch.addEventListener('input', () => filter(all('.type'), typeSearch, document.getElementById('type-count'), () => true))
const map = document.querySelector('svg.map')
function light(name) {
  map.classList.toggle('chosen', name !== null)
  for (const tie of all('.map .tie')) tie.classList.toggle('lit', tie.dataset.from === name || tie.dataset.to === name)
  for (const node of all('.map .node')) { node.classList.toggle('lit', node.dataset.name === name); node.setAttribute('aria-pressed', node.dataset.name === name) }
  for (const row of all('.ties tbody tr')) row.hidden = name !== null && row.dataset.from !== name && row.dataset.to !== name
}
if (map) {
  let chosen = null
  const choose = (name) => light((chosen = chosen === name ? null : name))
  map.setAttribute('role', 'group')
  for (const node of all('.map .node')) {
    for (const [name, value] of [['role', 'button'], ['tabindex', '0'], ['aria-pressed', 'false']]) node.setAttribute(name, value)
    node.addEventListener('click', () => choose(node.dataset.name))
    node.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' || event.key === ' ') choose(node.dataset.name)
      else if (event.key === 'Escape') light((chosen = null))
      else return
      event.preventDefault()
    })
    node.addEventListener('mouseenter', () => light(node.dataset.name))
    node.addEventListener('mouseleave', () => light(chosen))
  }
}
// Enter opens what can be opened; Escape closes it again, from anywhere inside.
for (const one of all('details')) {
  one.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !one.open) return
    one.open = false
    one.querySelector('summary').focus()
    event.stopPropagation()
  })
}
for (const button of all('button.copy')) {
  button.addEventListener('click', async () => {
    const before = button.textContent
    try { await navigator.clipboard.writeText(button.dataset.copy); button.textContent = 'Copied' } catch { button.textContent = 'Copying is not allowed here' }
    setTimeout(() => { button.textContent = before }, 1500)
  })
}
`
