/** What GraphiQL has in its editor when somebody opens the shop's endpoint for the first time. Lines are short: so is the editor. */
export const FIRST_QUERY = `# Ctrl-Enter asks, Ctrl-Space completes.
# The README goes on from here: sign in, buy,
# and follow your order live.
query LookAround {
  products(first: 3, sort: RATING) {
    nodes {
      title
      rating {
        average
        count
      }
      priceRange {
        min {
          amount
          currencyCode
        }
      }
      variants {
        id
        title
        availability {
          status
          quantity
        }
      }
    }
  }
}
`
