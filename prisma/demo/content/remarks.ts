/** What happy and unhappy customers mention; sentences that fit everything in the category. */
export type Remarks = { praise: readonly string[]; complaints: readonly string[] }

const lines = (text: string): string[] => text.trim().split(/\s*\n\s*/)

// By the title of the category of the second level.
const remarks: Readonly<Record<string, Remarks>> = {
  Cookware: {
    praise: lines(`
      Heats evenly right up to the edge, and nothing sticks.
      Heavy in the hand in a good way.
      In use every day since it arrived, and it still looks new.
      The handle stays cool, which I cannot say of the old one.
      My mother has something similar that has lasted thirty years, and this feels the same.
      Even my tiny induction hob copes with it.`),
    complaints: lines(`
      It scratched within the first week, although I was careful.
      Rather heavy when it is full.
      The bottom has bent very slightly and now it hums on the induction hob.
      Smaller than I had imagined, so do check the measurements.`),
  },
  Tableware: {
    praise: lines(`
      The glaze catches the light beautifully.
      Comes out of the dishwasher without a mark.
      The shape is lovely; guests ask about it every time.
      Feels handmade, because it is.
      We began with two and now have twelve.`),
    complaints: lines(`
      There was a small chip on the rim when I unpacked it.
      The colour is a good deal darker than in the picture.
      One of them stands slightly askew.
      Pretty, but too delicate for a household with children.`),
  },
  'Kitchen Tools': {
    praise: lines(`
      Sits well in the hand, even in my small one.
      I use it more than anything else in the drawer.
      You can tell that whoever designed it cooks.
      No wobble, no rattle, nothing loose.
      Cleans up in seconds.`),
    complaints: lines(`
      The wood was a little rough and needed a rub with sandpaper.
      Took on a smell of onion and will not let go of it.
      Larger than it looks, and it does not fit my drawer.`),
  },
  'Coffee & Tea': {
    praise: lines(`
      Pours without a single drip.
      My morning has improved by ten per cent.
      Makes noticeably better coffee and tea than the machine at work.
      Looks so good that it never goes back into the cupboard.
      All parts come apart and are easy to clean.
      The lid stays on to the last cup.`),
    complaints: lines(`
      The handle gets rather warm.
      Holds a little less than stated if you do not want to spill.
      Limescale shows on the inside after two weeks.`),
  },
  Seating: {
    praise: lines(`
      Comfortable even after three hours at the table.
      Sturdier than it looks, and it stands perfectly level on our old floor.
      Everybody who visits wants to sit on it.
      The wood is beautiful; the photographs do not do it justice.
      Light enough to carry with one hand.
      Has survived two toddlers so far.`),
    complaints: lines(`
      One leg was shorter than the others; felt pads solved it.
      A little low for tall people.
      It creaks when I lean back.`),
  },
  Tables: {
    praise: lines(`
      Put together in twenty minutes, and every screw was there.
      The grain is a joy to look at.
      Fits the corner as if it had been made for it.
      Red wine stood on it overnight and left no trace.
      The edges are finished properly, underneath as well.`),
    complaints: lines(`
      The instructions are a riddle, and step six is simply wrong.
      It has a slight wobble however tightly I do up the bolts.
      The colour is redder than in the picture.`),
  },
  Storage: {
    praise: lines(`
      The hall is finally tidy.
      Holds more than one would think.
      Well made, with not a splinter or a loose thread to be found.
      Good-looking enough to leave in plain sight.
      The fixings were included, and even the right ones for our walls.`),
    complaints: lines(`
      Measures a good centimetre less than stated.
      The fixings that come with it are no use in plasterboard.
      One corner was dented on arrival.`),
  },
  Lighting: {
    praise: lines(`
      The light is warm and does not dazzle at all.
      Makes the whole room feel calmer.
      Looks good switched off, too.
      The dimmer goes down very low without flickering.
      Good materials and a cable in a decent colour.
      Quick to put up, even for me.`),
    complaints: lines(`
      The cable could be half a metre longer.
      Gives less light than I had expected.
      The switch feels a bit cheap for this price.`),
  },
  Bedding: {
    praise: lines(`
      Softer after every wash, which is how it should be.
      I slept better the very first night, or so I tell myself.
      Feels like a good hotel, without the hotel.
      Warm without making me sweat.
      The colour has not faded after ten washes.`),
    complaints: lines(`
      Creases as soon as you look at it.
      Sheds a lot of lint at first.
      Thinner than I had expected for the money.`),
  },
  Bath: {
    praise: lines(`
      Makes the bathroom feel like a small spa.
      Kind to sensitive skin.
      The quality is better than at the department store.
      No chemical smell whatsoever.
      Matches the picture exactly.`),
    complaints: lines(`
      I had expected a little more for the money.
      The colour looks greyer by daylight.
      Not as soft on the skin as I had hoped.`),
  },
  'Soft Furnishings': {
    praise: lines(`
      The room looks finished at last.
      The colour is warm and changes with the light.
      Far better made than one expects at this price.
      Everybody touches it as they walk by.
      A small thing that makes a great difference.`),
    complaints: lines(`
      Smaller in real life than among the furniture in the picture.
      The colour is not quite the one on my screen.
      Had a slight smell for the first few days.`),
  },
  Tops: {
    praise: lines(`
      True to size, and no change at all after three washes.
      The fabric has some weight to it and hangs well.
      Soft, and nothing scratches.
      Finally something with proper seams.
      The colour is exactly as shown, perhaps a touch warmer.
      I now have it in three colours.`),
    complaints: lines(`
      Comes up small; I had to change it for the next size.
      A thread came loose at the seam in the second week.
      The fabric pills where my bag rubs.`),
  },
  'Trousers & Skirts': {
    praise: lines(`
      Fits at the waist and the hips, a rare thing.
      Comfortable on the bicycle and good enough for the office.
      The pockets deserve the name.
      Washed many times and not faded.
      Well cut, nothing unnecessary.
      Worn on the day of arrival and almost every day since.`),
    complaints: lines(`
      Too long for me, although the usual size fits elsewhere.
      The material feels thinner than in the photographs.
      The button came off on the second day.`),
  },
  Outerwear: {
    praise: lines(`
      Kept me dry through a whole November afternoon.
      Room enough for a thick jumper, and still no tent.
      The zip runs smoothly, even with gloves on.
      Light, warm, and good-looking as well.
      Pockets exactly where the hands look for them.
      I was stopped in the street and asked about it.`),
    complaints: lines(`
      The sleeves are a little short.
      The zip catches on the lining if you are in a hurry.
      Not as warm as I had hoped.`),
  },
  'Socks & Nightwear': {
    praise: lines(`
      So comfortable that I forget to get dressed.
      No pressing seams anywhere.
      Washed weekly and still in shape.
      Soft and warm, but not stuffy.
      Good presents for people who have everything.
      Nothing slips, nothing twists.`),
    complaints: lines(`
      Went a bit out of shape in the wash.
      Runs large; take a size down.
      The colour rubbed off at first.`),
  },
  Accessories: {
    praise: lines(`
      Well made and pleasant on the skin.
      Goes with every coat I own.
      Bought for my father, and promptly borrowed back.
      A little dearer than elsewhere, and a lot better.
      The colour is a delight on grey days.
      Arrived in a paper band without any plastic, which I appreciate.`),
    complaints: lines(`
      Shorter than I had thought.
      Itched a little at first.
      The colour is more muted than on the screen.`),
  },
  Shoes: {
    praise: lines(`
      Comfortable from the first day; no blisters at all.
      Enough room for my toes, at long last.
      Walked through an entire city in them and felt fine.
      The soles grip well, on wet cobbles too.
      Stitching and finish are first class.
      They look better the longer I wear them.`),
    complaints: lines(`
      Squeaked for the first two weeks.
      Runs half a size large, so I had to send the first pair back.
      The sole shows more wear after three months than I should like.`),
  },
  'Bags & Luggage': {
    praise: lines(`
      Has travelled through six countries with me and only looks better for it.
      A pocket for everything, and I find it all again.
      Waterproof, as tested on a very wet Tuesday.
      Light, but not flimsy.
      Holds more than it seems to.
      Exactly what I had been looking for in the shops for a year.`),
    complaints: lines(`
      The zip jams when you pull it in a hurry.
      The lining has come loose in one corner.
      No pocket for a water bottle, sadly.`),
  },
  'Small Accessories': {
    praise: lines(`
      Small, well made, and a pleasure each time.
      A friend saw it and asked where I had bought it. Twice.
      Feels considerably more expensive than it was.
      A present for my husband, who never likes anything. He likes it.
      Clean workmanship down to the last detail.
      Everything works with a soft, satisfying click.`),
    complaints: lines(`
      A little stiff at the beginning.
      Bulkier than I had expected.
      Showed the first marks after only two weeks.`),
  },
  'Plants & Pots': {
    praise: lines(`
      Arrived well packed, with not a crumb of soil lost on the way.
      Looks wonderful on the window sill.
      Perfect on a small balcony.
      Just the right size and proportion.
      Survives even my rather neglectful care.
      My neighbour has ordered the same.`),
    complaints: lines(`
      Smaller than it looks in the picture.
      Arrived slightly damaged, but I was sent another within two days.
      Has left a ring on the wooden floor.`),
  },
  'Garden Tools': {
    praise: lines(`
      Solid, well balanced, made for people who actually garden.
      Better than the one from the garden centre at twice the price.
      A joy to use, which is not what I usually say about weeding.
      Goes through our roses without any effort.
      My hands no longer ache in the evening.
      Found again in the compost after a month, and as good as new.`),
    complaints: lines(`
      Fine for light work, but not for our clay soil.
      A few spots of rust after the first rain.
      A bit large for small hands.`),
  },
  'Outdoor Living': {
    praise: lines(`
      We have spent every evening outside since.
      Has seen a whole summer of sun and rain and looks none the worse.
      Quickly set up and quickly put away again.
      Sturdy even in the wind.
      Good to look at by day, too.
      Perfect on a small terrace.`),
    complaints: lines(`
      The paint flaked off at the edge where it rubs.
      Some of the screws had rusted by the autumn.
      Takes up more room in the shed than I had planned.`),
  },
  'Seeds & Wildlife': {
    praise: lines(`
      There is more life in our garden than ever before.
      Worked at the first attempt, although my thumb is anything but green.
      The children watch it every day.
      Lovingly made, with a leaflet from which I learned something.
      A good present for garden people.
      Looks lovely and is useful.`),
    complaints: lines(`
      Nothing has happened for weeks; perhaps I am too impatient.
      Rather small for the price.
      The leaflet could say more about balconies.`),
  },
  Cycling: {
    praise: lines(`
      In daily use on my commute since spring, without any trouble.
      Easy to handle with cold fingers.
      Feels safe and well made.
      Fitted in two minutes, without tools.
      My daughter wants the same now.`),
    complaints: lines(`
      Heavier than stated, by my kitchen scales.
      The strap gave up after a month; it was replaced without a word, though.
      The colour attracts dirt.`),
  },
  'Camping & Hiking': {
    praise: lines(`
      Did exactly what it should for a week in the rain.
      Packs down smaller than I had dared to hope.
      Light, yet you feel that it will last.
      Tested in a storm on the Hardangervidda. No complaints.
      Well thought out, with loops and tags where one needs them.
      The family has stopped arguing about whose turn it is.`),
    complaints: lines(`
      Getting it back into its sack takes two people and some bad language.
      Smelled of factory for the first few days.
      Not quite as warm as the label promises.`),
  },
  'Fitness & Games': {
    praise: lines(`
      I really do train more often now.
      A good grip, even with damp hands.
      Used several times a week and still like new.
      The teacher of our class asked where I had got it.
      Honest quality without gimmicks.
      Exactly right for beginners, and no toy either.`),
    complaints: lines(`
      Smells strongly of rubber for the first few days.
      The surface shows wear after a month.
      I should have taken the next size.`),
  },
  Books: {
    praise: lines(`
      I did not put it down all evening.
      Good paper, good printing; it is a pleasure to hold.
      Clever, funny, and not a page too many.
      Lent to three people and had to buy another copy.
      Read it twice, the second time aloud.
      I shall certainly buy the next one.`),
    complaints: lines(`
      Took a while to get going, and I nearly gave up.
      Arrived with a bent corner.
      The last third does not keep what the first one promises.`),
  },
  Stationery: {
    praise: lines(`
      My handwriting has improved, I swear.
      Such a pleasure to use that I make more lists than ever.
      The paper and the finish are excellent.
      Always on my desk now.
      Simple, beautiful and practical.
      A good present for someone who has started a new job.`),
    complaints: lines(`
      Smudges if you are left-handed.
      Rather dear for what it is.
      The corners were bent on arrival.`),
  },
  'Games & Toys': {
    praise: lines(`
      Kept three generations busy on a rainy Sunday.
      We have had it out every weekend since.
      Beautifully made, right down to the box.
      Quick to understand, and never boring.
      The grown-ups wanted to play with it, too.`),
    complaints: lines(`
      Our son lost interest after ten minutes.
      A piece was missing, but it came in the post three days later.
      Smaller than I thought, though the size is given.`),
  },
  'Sound & Desk': {
    praise: lines(`
      Out of the box, switched on, works.
      Looks better than anything else on my desk.
      Proper buttons that do what one expects.
      Solidly built, with no rattle and no creak.
      A clean design without a logo in sight.
      Runs and runs and runs.`),
    complaints: lines(`
      The manual is of no help whatsoever.
      Picks up fingerprints.
      Worked well for a month, and then had to be exchanged once.`),
  },
}

export function remarksOn(middleName: string): Remarks {
  const found = remarks[middleName]
  if (!found) throw new Error(`There are no remarks on ${middleName}.`)
  return found
}
