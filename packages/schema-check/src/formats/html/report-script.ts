/** Runs in the page: finding, choosing, copying. Without it everything is there to be read. */
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
  for (const node of all('.map .node')) node.classList.toggle('lit', node.dataset.name === name)
  for (const row of all('.ties tbody tr')) row.hidden = name !== null && row.dataset.from !== name && row.dataset.to !== name
}
if (map) {
  let chosen = null
  for (const node of all('.map .node')) {
    node.addEventListener('click', () => light((chosen = chosen === node.dataset.name ? null : node.dataset.name)))
    node.addEventListener('mouseenter', () => light(node.dataset.name))
    node.addEventListener('mouseleave', () => light(chosen))
  }
}
for (const button of all('button.copy')) {
  button.addEventListener('click', async () => {
    const before = button.textContent
    try { await navigator.clipboard.writeText(button.dataset.copy); button.textContent = 'Copied' } catch { button.textContent = 'Copying is not allowed here' }
    setTimeout(() => { button.textContent = before }, 1500)
  })
}
`
