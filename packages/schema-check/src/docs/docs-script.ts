/** Runs in the page: searching and copying. Without it everything is there to be read. */
export const DOCS_SCRIPT = `
const search = document.getElementById('search')
const entries = [...document.querySelectorAll('.entry')]
const links = new Map([...document.querySelectorAll('.side li')].map((item) => [item.firstChild.getAttribute('href').slice(1), item]))
const contents = document.querySelector('.contents')
if (matchMedia('(max-width: 52rem)').matches) contents.open = false
function update() {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean)
  let shown = 0
  for (const entry of entries) {
    const fits = words.every((word) => entry.dataset.words.includes(word))
    entry.hidden = !fits
    const link = links.get(entry.id)
    if (link) link.hidden = !fits
    if (fits) shown += 1
  }
  for (const heading of document.querySelectorAll('.side h2')) {
    const list = heading.nextElementSibling
    heading.hidden = list !== null && list.querySelector('li:not([hidden])') === null
  }
  document.getElementById('count').textContent = words.length === 0 ? '' : shown + ' found'
}
search.addEventListener('input', update)
addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.target instanceof HTMLInputElement) return
  event.preventDefault()
  search.focus()
})
// What a link leads to must be there, whatever was searched for.
addEventListener('hashchange', () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  if (!target?.hidden) return
  search.value = ''
  update()
  target.scrollIntoView()
})
for (const button of document.querySelectorAll('button.copy')) {
  button.addEventListener('click', async () => {
    try { await navigator.clipboard.writeText(button.dataset.copy); button.textContent = 'Copied' } catch { button.textContent = 'Copying is not allowed here' }
    setTimeout(() => { button.textContent = 'Copy' }, 1500)
  })
}
`
