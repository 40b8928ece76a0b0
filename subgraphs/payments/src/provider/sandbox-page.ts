/** Path prefix of the sandbox's pages, where customers "confirm with their bank". */
export const SANDBOX_PAGE_PATH = '/sandbox/payments/'

/** Where the customer of this payment is sent to. `publicUrl` is the address that browsers reach the subgraph by, or ''. */
export function sandboxPageUrl(publicUrl: string, paymentId: string): string {
  return `${publicUrl}${SANDBOX_PAGE_PATH}${encodeURIComponent(paymentId)}`
}

/** The page itself. It changes nothing: the shop's client calls confirmPayment with the customer's own token. */
export async function serveSandboxPage(request: Request): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return new Response('Method not allowed', { status: 405, headers: { allow: 'GET, HEAD' } })
  }
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  }
  return new Response(PAGE, { headers })
}

// The same for every payment, so nothing of the address is ever written into it.
const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Sandbox bank</title>
<style>:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem}</style></head>
<body><h1>Sandbox bank</h1>
<p>A real bank would ask here whether the payment is yours. This one moves no money and asks nothing.</p>
<p>Go back to the shop and confirm there: it calls <code>confirmPayment</code>, which stands for your "yes".</p>
</body></html>
`
