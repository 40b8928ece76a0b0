// What customers write about anything at all. `{it}` becomes "this saucepan", "these trousers"; sentences are built so
// that they fit both. What belongs to a kind of product stands with its category.

export type Tone = 'delighted' | 'pleased' | 'mixed' | 'disappointed'

export const titles: Readonly<Record<Tone, readonly string[]>> = {
  delighted: [
    'Could not be happier',
    'Worth every cent',
    'Even better than expected',
    'Would buy again at once',
    'My favourite purchase this year',
    'Simply good',
    'Exactly right',
    'Recommended without reservation',
    'A small luxury for every day',
    'Lovely',
    'Beautifully made',
    'Bought a second time',
  ],
  pleased: [
    'Good, with one small thing',
    'Very decent',
    'Does what it promises',
    'Solid quality',
    'Nearly perfect',
    'Happy with the choice',
    'Good value',
    'Nice, but look at the sizes',
  ],
  mixed: [
    'All right for the price',
    'Neither here nor there',
    'Good idea, so-so execution',
    'I had hoped for a little more',
    'Fine, but nothing special',
    'Took some getting used to',
  ],
  disappointed: [
    'Sadly going back',
    'Not for me',
    'Expected better',
    'Disappointed',
    'Good service, poor product',
    'I would not buy it again',
  ],
}

export const openings: Readonly<Record<Tone, readonly string[]>> = {
  delighted: [
    'I hesitated for weeks over {it}, and now I wonder why.',
    'We have had {it} for about three months.',
    'A present from me to me.',
    'I bought {it} after reading the other reviews, and can only agree.',
    'Ordered on Monday, unpacked on Wednesday, loved since.',
    'After two cheap ones that did not last, I treated myself to {it}.',
    'My sister has the same, and I was envious for long enough.',
    'For once something that looks exactly as it does in the picture.',
  ],
  pleased: [
    'All in all I am very pleased with {it}.',
    'Delivery was quick and everything well packed.',
    'Chosen after long comparison, and not regretted.',
    'I have used {it} for a few weeks now.',
    'Bought for our new flat.',
    'A good everyday choice.',
  ],
  mixed: [
    'I am in two minds about {it}.',
    'I wanted to like {it} more than I do.',
    'Not bad, but at this price I look closely.',
    'The first impression was better than the second.',
    'Some things about {it} are great, some less so.',
  ],
  disappointed: [
    'I was really looking forward to {it}.',
    'Unfortunately {it} did not work out for us.',
    'Perhaps I was unlucky.',
    'Two friends recommended {it} to me, so I had high hopes.',
    'I seldom write reviews, but here I must.',
  ],
}

export const endings: Readonly<Record<Tone, readonly string[]>> = {
  delighted: [
    'Thank you!',
    'Full marks from me.',
    'I shall be ordering from here again.',
    'Five stars, and a sixth for the handwritten note.',
    'If it broke tomorrow, I would order it again the day after.',
    '',
    '',
    '',
  ],
  pleased: [
    'One star off because perfect does not exist.',
    'Would recommend.',
    'The price is fair for what you get.',
    'Customer service answered my question within an hour.',
    '',
    '',
  ],
  mixed: [
    'I am keeping it, but would look further next time.',
    'Perhaps I shall come to like it.',
    'Three stars seem right.',
    '',
  ],
  disappointed: [
    'At least the refund came promptly.',
    'Returned, free of charge and without discussion.',
    'A pity.',
    'The idea is good, so I hope for the next version.',
  ],
}
