import type { TopContent } from './category-content.ts'
import { bookFormats, smallOrLarge } from './options.ts'

export const booksPlay: TopContent = {
  name: 'Books, Paper & Play',
  middles: [
    {
      name: 'Books',
      leaves: [
        {
          name: 'Cookery Books',
          code: 'BKC',
          taxClass: 'REDUCED',
          called: 'this book',
          picture: 'book',
          grams: 680,
          colours: ['Tomato', 'Honey', 'Sage', 'Terracotta'],
          colourOption: null,
          option: bookFormats,
          notes: [
            'Printed on uncoated paper that lies flat beside the stove.',
            'With an index by ingredient, and all measures in grams.',
            'Photographs of every second dish; the others you can imagine.',
          ],
          products: `
            Salt, Then Time, by Marit Holm | 19.90 | Ninety dishes that get better by being left alone: braises, pickles, doughs and one very patient trifle.
            The Tuesday Pot, by Idris Vaughan | 17.90 | Fifty-two one-pot suppers for the least glamorous evening of the week, arranged by what is in the shops.
            Bread Before Breakfast, by Lotte Krämer | 21.90 | Everything that you can mix at night and bake in the morning. No special flour, no special machine.
            A Vegetable a Week, by Inês Duarte | 18.90 | From January's leeks to December's celeriac, three recipes for each: one quick, one grand, one for the leftovers.
            The Small Fish Book, by Aoife Brennan | 16.90 | Sardines, sprats, mackerel and mussels: cheap, plentiful, and done before the potatoes.
            Sugar and Smoke, by Rafael Otero | 22.90 | Puddings from a Galician grill kitchen. Burnt cream, roast peaches, and how not to set fire to the garden.
          `,
        },
        {
          name: 'Fiction',
          code: 'BKF',
          taxClass: 'REDUCED',
          called: 'this novel',
          picture: 'book',
          grams: 360,
          colours: ['Navy', 'Cherry', 'Petrol', 'Mustard', 'Plum'],
          colourOption: null,
          option: bookFormats,
          notes: [
            'Set in a readable type, and sewn rather than glued.',
            'With a ribbon in the hardback edition.',
            'Printed in Europe on paper from certified forests.',
          ],
          products: `
            The Ferryman's Ledger, by Ilse Marwick | 13.90 | When the last ferryman on the Elbe dies, his daughter finds that he wrote down every secret told to him on the crossing.
            Nine Winters in Porto, by Tomás Leal | 14.90 | A piano tuner, a widow and a flat with a leaking roof. A love story that takes its time and is right to.
            A Lighthouse for Two, by Hannah Fairbairn | 12.90 | Two strangers are hired by mistake for the same post on a rock in the North Sea. The next boat is in March.
            The Cartographer's Apprentice, by Yusuf Demir | 15.90 | Constantinople, 1540: a boy who cannot read is asked to draw a coast that nobody has seen.
            What the Magpie Kept, by Saoirse Quill | 13.50 | A village, a missing bracelet, and a retired judge who should have stayed retired. A crime novel with very good cake.
            Slow Train to Trieste, by Anneke de Boer | 14.50 | Seven passengers are snowed in for one night. By morning each has told a story, and one of them was true.
          `,
        },
        {
          name: 'Nature & Travel',
          code: 'BKN',
          taxClass: 'REDUCED',
          called: 'this book',
          picture: 'book',
          grams: 520,
          colours: ['Forest', 'Sky', 'Olive', 'Sand'],
          colourOption: null,
          option: bookFormats,
          notes: [
            'Illustrated throughout with drawings and maps.',
            'The flaps serve as bookmarks.',
            'Printed climate-neutrally in the Black Forest.',
          ],
          products: `
            The Hedge in Twelve Months, by Owen Pritchard | 18.90 | One hundred metres of hawthorn, watched for a year. You will never again walk past one.
            Rivers Without Bridges, by Katarzyna Wilk | 17.90 | On foot and by canoe along the last wild rivers of the Balkans, in the company of people who mean to keep them so.
            A Field Guide to Clouds, by Bertil Sand | 14.90 | Sixty kinds in watercolour, with what each has to say about tomorrow.
            The Night Gardener's Notebook, by Fleur Janssen | 16.90 | Moths, hedgehogs, evening primroses: what goes on after you have gone in.
            Stations at the End of the Line, by Matteo Riva | 19.90 | Thirty European branch lines to their very last stop, with a walk and a lunch at each.
            How to Read a Beach, by Niamh Corrigan | 15.90 | Tides, shells, wrecks and wandering sand, explained while you stroll.
          `,
        },
        {
          name: "Children's Books",
          code: 'BKK',
          taxClass: 'REDUCED',
          called: 'this book',
          picture: 'book',
          grams: 410,
          colours: ['Saffron', 'Mint', 'Rose', 'Sky', 'Tomato'],
          colourOption: null,
          option: { name: 'Format', values: { Paperback: 1, Hardback: 1.5 } },
          notes: [
            'Large type and rounded corners.',
            'Reads aloud in about fifteen minutes, longer with questions.',
            'Printed with vegetable inks, in case somebody bites it.',
          ],
          products: `
            The Bear Who Missed the Bus, by Pia Lund | 9.90 | He walks instead, and meets everyone whom the bus drives past. From three years.
            Grandmother's Submarine, by Felix Amsel | 10.90 | What do you find in the shed of a grandmother who says that she has been shopping? From five years.
            Oona Counts the Stars, by Ruth Abebe | 9.50 | She gets to four hundred and twelve, and then she has to start again. A book for falling asleep.
            The Very Polite Dragon, by Hugo Sand | 10.50 | He knocks before he burns anything down. About manners, and when they do not help. From four years.
            Mr Pettersen's Missing Sock, by Liv Aune | 9.90 | A detective story with flaps to lift, in which the cat is innocent for once. From three years.
            Seven Ways to Build a Den, by Marcus Oyelaran | 12.90 | Blankets, branches, boxes and snow: with plans, packing lists and a password. From six years.
          `,
        },
      ],
    },
    {
      name: 'Stationery',
      leaves: [
        {
          name: 'Notebooks',
          code: 'NTB',
          called: 'this notebook',
          picture: 'notebook',
          grams: 260,
          colours: ['Black', 'Tomato', 'Petrol', 'Mustard', 'Lilac'],
          colourOption: 'Colour',
          option: { name: 'Ruling', values: { Plain: 1, Lined: 1, Dotted: 1 } },
          notes: [
            'Paper of 100 g, which takes a fountain pen without bleeding.',
            'Opens flat, thanks to thread stitching.',
            'With numbered pages and an index at the front.',
          ],
          products: `
            Folio Notebook | 16.50 | 200 pages in A5 between hard cloth covers, with an elastic band and a pocket at the back.
            Folio Pocket Notebook | 9.50 | Fits the back of your jeans and takes the bend. 64 pages for lists and flashes of genius.
            Folio Large Notebook | 21.50 | A4, for people who draw arrows.
            Folio Reporter's Pad | 11.50 | Turns over the top, for writing on a knee, in the wind, and left-handed.
            Quire Exercise Books | 12.50 | Three thin books in one band, with a label for a name and a subject.
            Quire Sketchbook | 18.50 | Heavier paper of 150 g that stands a little water. The cover is made to be drawn upon.
          `,
        },
        {
          name: 'Pens',
          code: 'PEN',
          called: 'this pen',
          picture: 'pen',
          grams: 45,
          colours: ['Black', 'Navy', 'Brass', 'Cherry', 'Mint'],
          colourOption: 'Colour',
          option: null,
          notes: [
            'Refillable; takes the international standard refill or cartridge.',
            'In a card sleeve, with one spare refill.',
            'Engraving of up to twenty letters costs six euros.',
          ],
          products: `
            Quill Fountain Pen | 39.00 | A steel nib in medium that starts at once, and a body of turned aluminium. A converter is included.
            Quill Fine Fountain Pen | 42.00 | The same with a fine nib, for small hands and narrow margins.
            Quill Rollerball | 32.00 | Writes like a fountain pen and behaves like a biro.
            Quill Ballpoint | 24.00 | A solid click, a document-proof line, and a clip that does not bend.
            Draught Mechanical Pencil | 27.00 | A sleeve that slides back into your shirt pocket without holes. 0.7 mm.
            Draught Fineliner Set | 18.50 | Six black liners from 0.1 to 0.8 mm in a flat case. Waterproof ink.
          `,
        },
        {
          name: 'Calendars & Planners',
          code: 'CAL',
          called: 'this calendar',
          picture: 'calendar',
          grams: 390,
          colours: ['Tomato', 'Cobalt', 'Sage', 'Apricot'],
          colourOption: 'Colour',
          option: null,
          notes: [
            'With the public holidays of twelve European countries.',
            'January to December; the weeks begin on Monday.',
            'Printed on recycled paper. Next year, the back makes good wrapping.',
          ],
          products: `
            Folio Wall Calendar | 19.50 | A month on a page, with a box for each day that is big enough for two appointments and a birthday.
            Folio Week Planner | 22.50 | A week on the left, notes on the right, in a soft cover with rounded corners.
            Folio Desk Calendar | 14.50 | A little tent with a week on each page. It leans on its own.
            Quire Family Planner | 17.50 | Five columns and three stickers for each kind of disaster.
            Quire Perpetual Birthday Calendar | 13.50 | No weekdays, so it lasts for ever. Traditionally hung where everybody sits down for a while.
            Quire Year Poster | 15.50 | The whole year on 70 × 50 cm, folded or rolled. For holidays, deadlines and marathons.
          `,
        },
      ],
    },
    {
      name: 'Games & Toys',
      leaves: [
        {
          name: 'Board Games',
          code: 'GAM',
          called: 'this game',
          picture: 'board-game',
          grams: 1250,
          colours: ['Bottle', 'Cherry', 'Cobalt', 'Mustard'],
          colourOption: null,
          option: { name: 'Language', values: { English: 1, German: 1, French: 1, Dutch: 1 } },
          notes: [
            'Wooden pieces and a box that closes properly.',
            'The rules fit on four pages, with a film for the impatient.',
            'Lost a piece? Write to us, we send it free of charge.',
          ],
          products: `
            Harbour Masters | 39.00 | Load ships, bribe the pilot, mind the tide. For two to five players from ten years, in about an hour.
            The Last Orchard | 32.00 | You save the apples together or not at all. A game without losers for six-year-olds and up.
            Night Train | 29.00 | Everyone has a ticket and somebody has the wrong one. A quick bluffing game for four to eight.
            Cloud Shepherds | 35.00 | Push your clouds to where rain is wanted. Beautiful, calm, and surprisingly mean.
            Letterpress | 27.00 | Set words against the clock with real wooden type. Good for spellers and for pedants.
            Chess for the Kitchen Table | 49.00 | A full-sized set in a folding board. The knights look slightly offended.
          `,
        },
        {
          name: 'Wooden Toys',
          code: 'WTY',
          called: 'this toy',
          picture: 'wooden-train',
          grams: 720,
          colours: ['Tomato', 'Cobalt', 'Forest', 'Saffron'],
          colourOption: 'Colour',
          option: null,
          notes: [
            'Beech from the Ore Mountains, with paint that can be licked (EN 71).',
            'No small parts: suitable from eighteen months.',
            'Can be handed down. Many have been.',
          ],
          products: `
            Little Railway Engine | 24.00 | Couples to its wagons with magnets, and runs on all common wooden tracks.
            Little Delivery Van | 22.00 | The doors open and four parcels come out. Nobody was in, so the teddy signed for them.
            Little Fire Engine | 26.00 | The ladder goes up, the cord is the hose, you are the siren.
            Pull-Along Dachshund | 27.00 | Wags its behind when it walks. Comes when called, more or less.
            Building Bricks | 35.00 | Sixty bricks in eleven shapes, plain and coloured, in a cotton bag.
            Stacking Rings | 19.50 | Six rings on a peg that wobbles. The oldest toy in the world still works.
          `,
        },
        {
          name: 'Puzzles',
          code: 'PZL',
          called: 'this puzzle',
          picture: 'puzzle',
          grams: 780,
          colours: ['Sky', 'Sage', 'Apricot', 'Lavender'],
          colourOption: null,
          option: { name: 'Pieces', values: { '500': 1, '1,000': 1.35, '2,000': 1.9 } },
          notes: [
            'Thick board that does not bend, and pieces that click.',
            'The finished picture measures 48 × 36 cm with 500 pieces and 68 × 48 cm with 1,000.',
            'A poster of the picture is enclosed. Peeking is allowed.',
          ],
          products: `
            Harbour at Dawn Puzzle | 18.50 | Forty-one boats, no two alike, and a great deal of water in between.
            Botanical Garden Puzzle | 18.50 | A greenhouse full of leaves, painted by a botanist who knew what she was doing.
            City of Bicycles Puzzle | 19.50 | A crowded picture with a hundred little stories. Find the woman with the goose.
            Constellations Puzzle | 19.50 | A map of the northern sky that glows in the dark once you are done.
            Market Hall Puzzle | 18.50 | Cheese, fish, flowers and a pickpocket, in the style of the thirties.
            Mountain Hut Puzzle | 18.50 | Snow on snow on snow. For those who found the others too easy.
          `,
        },
        {
          name: 'Soft Toys',
          code: 'SFT',
          called: 'this soft toy',
          picture: 'teddy',
          grams: 310,
          colours: ['Honey', 'Chestnut', 'Oatmeal', 'Slate'],
          colourOption: 'Colour',
          option: smallOrLarge,
          notes: [
            'Organic cotton plush, filled with wool. Small is 22 cm tall, large 35 cm.',
            'Eyes are embroidered, so it is safe from birth.',
            'May be washed at 30 °C, in a pillowcase, while its owner is asleep.',
          ],
          products: `
            Albert the Bear | 29.00 | A dignified bear with jointed arms. Good listener.
            Greta the Goose-Bear | 31.00 | Half of her is undecided. She has a scarf, and strong opinions.
            Otto the Otter | 27.00 | Long, bendy, made to be carried by the middle.
            Mathilda the Mouse | 24.00 | Comes with a sleeping bag that is really a sock.
            Bruno the Badger | 29.00 | Digs under duvets. Rather shy before breakfast.
            Frida the Fox | 28.00 | The tail is as long as the rest of her, and makes a good pillow.
          `,
        },
      ],
    },
    {
      name: 'Sound & Desk',
      leaves: [
        {
          name: 'Headphones',
          code: 'HDP',
          called: 'this pair of headphones',
          picture: 'headphones',
          grams: 290,
          colours: ['Matt black', 'Chalk', 'Petrol', 'Rust'],
          colourOption: 'Colour',
          option: null,
          notes: [
            'Every wearing part can be replaced: pads, band, cable, battery.',
            'Bluetooth 5.4 with two devices at once; a cable is included.',
            'Firmware updates for at least five years.',
          ],
          products: `
            Aria Over-Ear Headphones | 179.00 | Warm, unhurried sound and pads that you forget. Thirty-five hours between charges.
            Aria Noise-Cancelling Headphones | 249.00 | Trains hum, neighbours drill, and you hear a cello. A button lets voices in.
            Aria On-Ear Headphones | 99.00 | Small, light, folding. For the walk to the station.
            Aria Studio Headphones | 149.00 | Wired, open at the back, honest to a fault. You will hear the chair creak.
            Etude Home Headphones | 119.00 | For the piano, the television and the night, with a cable of three metres.
            Junior Headphones | 49.00 | Limited to 85 dB, and built to be sat upon.
          `,
        },
        {
          name: 'Speakers',
          code: 'SPK',
          called: 'this speaker',
          picture: 'speaker',
          grams: 1450,
          colours: ['Graphite', 'Sage', 'Cream', 'Tomato'],
          colourOption: 'Colour',
          option: null,
          notes: [
            'Bluetooth, USB-C and a plain old line input.',
            'The fabric can be taken off and washed, or changed for another colour.',
            'Batteries are screwed in, not glued.',
          ],
          products: `
            Aria Portable Speaker | 89.00 | The size of a large tin, with a strap, and waterproof to IP67. Eighteen hours at picnic volume.
            Aria Room Speaker | 199.00 | Two drivers and a passive radiator in a wooden case. Fills a kitchen without shouting.
            Aria Bookshelf Pair | 329.00 | Amplifier inside, cable between them, and that is all. Place them apart, and sit down.
            Etude Kitchen Radio | 149.00 | FM, DAB+ and internet radio, with two knobs and five buttons that do what is written on them.
            Etude Pocket Speaker | 45.00 | Clips to a bag and still manages a bass line.
            Etude Shower Speaker | 39.00 | Hangs on the tap. Takes splashes, steam and your singing.
          `,
        },
        {
          name: 'Chargers & Cables',
          code: 'CHG',
          called: 'this gadget',
          picture: 'charger',
          grams: 130,
          colours: ['White', 'Black', 'Mint', 'Apricot'],
          colourOption: 'Colour',
          option: { name: 'Length', values: { '1 m': 1, '2 m': 1.2 } },
          notes: [
            'Certified by USB-IF; tested for 30,000 bends.',
            'The cable is 1 or 2 m long, as you choose, in a sleeve woven from recycled fishing nets.',
            'Goes into the letter box, so there is no waiting at the post office.',
          ],
          products: `
            Volt USB-C Cable | 14.50 | Charges at up to 100 W and carries data as well. A leather strap keeps it in order.
            Volt Charger 30 W | 29.00 | Hardly larger than the plug. Fills a phone to the half in twenty-five minutes.
            Volt Charger 65 W | 49.00 | Three sockets for laptop, phone and the colleague's phone.
            Volt Wireless Pad | 39.00 | Cork on top, a weight inside. Finds the middle of your phone by magnet.
            Volt Power Bank | 55.00 | 10,000 mAh in the format of a passport, and four lights that tell the truth.
            Volt Travel Adapter | 32.00 | Fits the sockets of 150 countries, one at a time, and charges two things by USB.
          `,
        },
        {
          name: 'Clocks',
          code: 'CLK',
          called: 'this clock',
          picture: 'clock',
          grams: 640,
          colours: ['Chalk', 'Petrol', 'Tomato', 'Natural oak', 'Black'],
          colourOption: 'Colour',
          option: null,
          notes: [
            'A sweeping movement that makes no sound at all.',
            'Runs on one AA cell for about eighteen months.',
            'Changes to summer time when you turn it, and not before.',
          ],
          products: `
            Tempo Wall Clock | 49.00 | 30 cm across, with numerals that can be read from the other end of the kitchen.
            Tempo Station Clock | 69.00 | With the red second hand that waits at the top for a moment, as in Switzerland.
            Tempo Alarm Clock | 32.00 | Starts softly, gets insistent, and lets itself be hit on the head for five more minutes.
            Tempo Kitchen Timer | 19.50 | Turn it to sixty and let it tick. Sticks to the fridge.
            Meridian Mantel Clock | 89.00 | A wooden case with rounded shoulders. It could chime, but it has the tact not to.
            Meridian World Clock | 79.00 | Roll it onto another of its twelve sides, and it shows the time in Tokyo.
          `,
        },
      ],
    },
  ],
}
