import { Html, html } from './html.ts'
import { PAGE_STYLE } from './page-style.ts'

/**
 * A whole page in one file that loads nothing: its policy forbids it. `style` and `script` are our own text, in addition to
 * what all pages have.
 */
export function page({
  title,
  body,
  style,
  script,
}: {
  title: string
  body: Html
  style: string
  script: string
}): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
        />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>
          ${new Html(PAGE_STYLE + style)}
        </style>
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        ${body}
        <script>
          ${new Html(script)}
        </script>
      </body>
    </html> `.text
}
