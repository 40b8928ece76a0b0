import { circle, ellipse, flat, line, path, rect, repeat, standing, turned, type Silhouette } from '../shapes.ts'

export const play: Record<string, Silhouette> = {
  book: standing(180, (c) =>
    [
      path(c.deep, 'M250 150 H270 V650 H250 Q230 650 230 630 V170 Q230 150 250 150 Z'),
      rect(c.paper, 262, 164, 330, 478, 4),
      repeat(5, (step) => rect(c.steelLight, 576 + step * 4, 170, 2, 466)),
      path(c.base, 'M256 150 H560 Q578 150 578 168 V614 Q578 632 560 632 H256 Z'),
      rect(c.dark, 256, 150, 28, 482),
      circle(c.pale, 430, 470, 88),
      path(c.light, 'M342 470 A88 88 0 0 0 518 470 Q480 430 430 470 Q390 504 342 470 Z'),
      circle(c.paper, 456, 430, 18),
      rect(c.paper, 326, 208, 210, 26, 5) + rect(c.paper, 356, 252, 150, 20, 5) + rect(c.pale, 376, 296, 110, 10, 5),
      path('#cf4a3a', 'M520 632 V676 L534 660 L548 676 V632 Z'),
    ].join(''),
  ),
  notebook: flat((c) =>
    turned(
      -9,
      400,
      400,
      [
        rect(c.paper, 236, 142, 348, 526, 18),
        rect(c.steelLight, 230, 150, 348, 522, 18),
        rect(c.base, 222, 132, 348, 530, 18),
        rect(c.dark, 222, 132, 52, 530, 18),
        rect(c.paper, 330, 240, 180, 100, 8) +
          rect(c.steelDark, 354, 268, 132, 10, 5) +
          rect(c.steelDark, 354, 300, 90, 10, 5),
        rect(c.deep, 526, 132, 18, 530),
        path(c.light, 'M400 660 H420 V720 L410 706 L400 720 Z'),
      ].join(''),
    ),
  ),
  pen: flat((c) =>
    turned(
      38,
      400,
      400,
      [
        rect(c.base, 368, 70, 64, 330, 26),
        rect(c.dark, 404, 74, 28, 326, 14),
        rect(c.brass, 364, 380, 72, 24, 6),
        rect(c.light, 370, 404, 60, 170, 8) + rect(c.base, 402, 404, 28, 170, 8),
        rect(c.brass, 372, 570, 56, 16, 4),
        path(c.ink, 'M374 586 H426 L416 640 H384 Z'),
        path(c.steelLight, 'M380 640 H420 L402 730 H398 Z'),
        line(c.steelDark, 4, 'M400 670 V728'),
        rect(c.brass, 436, 100, 16, 170, 8) + rect(c.brass, 412, 100, 36, 16, 8),
      ].join(''),
    ),
  ),
  calendar: standing(220, (c) =>
    [
      rect(c.steelLight, 190, 220, 430, 426, 22),
      rect(c.paper, 180, 210, 430, 426, 22),
      path(c.base, 'M202 210 H588 Q610 210 610 232 V330 H180 V232 Q180 210 202 210 Z'),
      repeat(6, (step) => rect(c.steelDark, 226 + step * 62, 180, 16, 66, 8)),
      rect(c.paper, 300, 262, 190, 26, 13),
      repeat(4, (row) =>
        repeat(7, (column) =>
          rect(row === 2 && column === 4 ? c.base : c.steelLight, 208 + column * 55, 362 + row * 64, 40, 44, 8),
        ),
      ),
    ].join(''),
  ),
  'board-game': flat((c) =>
    turned(
      -12,
      400,
      400,
      [
        rect(c.deep, 160, 160, 480, 480, 24),
        rect(c.base, 172, 172, 456, 456, 18),
        rect(c.paper, 208, 208, 384, 384, 8),
        repeat(6, (row) =>
          repeat(3, (column) => rect(c.light, 208 + (column * 2 + (row % 2)) * 64, 208 + row * 64, 64, 64)),
        ),
        circle('#a8243a', 304, 368, 26) + circle('#cf4a3a', 304, 360, 22),
        circle('#24626b', 432, 304, 26) + circle('#2f8584', 432, 296, 22),
        circle('#c8952b', 496, 496, 26) + circle('#e0a526', 496, 488, 22),
        turned(
          20,
          350,
          490,
          rect('#ffffff', 316, 456, 70, 70, 14) +
            circle(c.ink, 336, 476, 7) +
            circle(c.ink, 351, 491, 7) +
            circle(c.ink, 366, 506, 7),
        ),
      ].join(''),
    ),
  ),
  'wooden-train': standing(280, (c) =>
    [
      rect(c.wood, 150, 540, 500, 44, 12),
      rect(c.base, 330, 400, 300, 146, 70),
      rect(c.dark, 330, 480, 300, 66, 33),
      rect(c.wood, 170, 300, 180, 246, 14),
      rect(c.paper, 204, 344, 112, 90, 12),
      rect(c.base, 150, 272, 220, 44, 18),
      path(c.woodDark, 'M520 300 H600 L586 410 H534 Z') + rect(c.base, 506, 276, 108, 34, 12),
      circle(c.brass, 420, 400, 24),
      [230, 400, 560]
        .map((x) => circle(c.ink, x, 590, 60) + circle(c.light, x, 590, 40) + circle(c.wood, x, 590, 16))
        .join(''),
      circle(c.paper, 560, 230, 26) + circle(c.paper, 606, 190, 34) + circle(c.paper, 664, 150, 26),
    ].join(''),
  ),
  puzzle: flat((c) =>
    turned(
      10,
      400,
      400,
      [
        path(
          c.base,
          'M190 190 H400 V262 Q360 250 360 290 Q360 330 400 318 V400 H318 Q330 440 290 440 Q250 440 262 400 H190 Z',
        ),
        path(
          c.pale,
          'M400 190 H610 V400 H538 Q550 360 510 360 Q470 360 482 400 H400 V318 Q360 330 360 290 Q360 250 400 262 Z',
        ),
        path(
          c.light,
          'M190 400 H262 Q250 440 290 440 Q330 440 318 400 H400 V482 Q440 470 440 510 Q440 550 400 538 V610 H190 Z',
        ),
        turned(
          16,
          560,
          560,
          `<g transform="translate(46 40)">${path(c.dark, 'M400 400 H482 Q470 360 510 360 Q550 360 538 400 H610 V610 H400 V538 Q440 550 440 510 Q440 470 400 482 Z')}</g>`,
        ),
      ].join(''),
    ),
  ),
  teddy: standing(180, (c) =>
    [
      circle(c.base, 300, 220, 54) +
        circle(c.base, 500, 220, 54) +
        circle(c.pale, 300, 222, 28) +
        circle(c.pale, 500, 222, 28),
      ellipse(c.dark, 260, 460, 50, 90) + ellipse(c.dark, 540, 460, 50, 90),
      ellipse(c.base, 400, 510, 140, 136),
      ellipse(c.pale, 400, 530, 86, 92),
      ellipse(c.dark, 300, 610, 70, 46) +
        ellipse(c.dark, 500, 610, 70, 46) +
        circle(c.pale, 290, 612, 24) +
        circle(c.pale, 510, 612, 24),
      ellipse(c.base, 400, 290, 136, 122),
      ellipse(c.pale, 400, 336, 62, 50),
      circle(c.ink, 348, 276, 14) + circle(c.ink, 452, 276, 14) + ellipse(c.ink, 400, 316, 22, 15),
      line(c.ink, 6, 'M400 330 V350 M376 356 Q400 374 424 356'),
      path('#cf4a3a', 'M400 412 L340 384 V440 Z M400 412 L460 384 V440 Z') + circle('#a8243a', 400, 412, 16),
    ].join(''),
  ),
  headphones: standing(170, (c) =>
    [
      line(c.dark, 36, 'M230 470 V380 Q230 180 400 180 Q570 180 570 380 V470'),
      line(c.light, 10, 'M226 440 V380 Q226 168 400 168'),
      rect(c.steelDark, 218, 410, 24, 80, 6) + rect(c.steelDark, 558, 410, 24, 80, 6),
      rect(c.ink, 256, 446, 70, 204, 34) + rect(c.ink, 474, 446, 70, 204, 34),
      rect(c.base, 190, 450, 90, 196, 44) + rect(c.base, 520, 450, 90, 196, 44),
      rect(c.pale, 212, 490, 12, 100, 6),
      rect(c.dark, 574, 460, 36, 176, 18),
    ].join(''),
  ),
  speaker: standing(150, (c) =>
    [
      rect(c.wood, 250, 170, 300, 480, 36),
      rect(c.base, 270, 190, 260, 440, 24),
      repeat(7, (row) => repeat(5, (column) => circle(c.dark, 300 + column * 50, 222 + row * 64, 5))),
      circle(c.deep, 400, 310, 62) + circle(c.dark, 400, 310, 46) + circle(c.light, 400, 310, 20),
      circle(c.deep, 400, 500, 104) +
        circle(c.dark, 400, 500, 82) +
        circle(c.base, 400, 500, 52) +
        circle(c.light, 400, 500, 28),
    ].join(''),
  ),
  charger: flat((c) =>
    [
      line(c.dark, 18, 'M330 460 Q330 640 470 640 Q600 640 600 500 Q600 360 500 330 Q420 310 430 230'),
      line(c.light, 5, 'M330 460 Q330 640 470 640 Q600 640 600 500 Q600 360 500 330 Q420 310 430 230'),
      rect(c.steel, 282, 140, 18, 70, 6) + rect(c.steel, 350, 140, 18, 70, 6),
      rect(c.base, 220, 200, 210, 220, 40),
      path(c.dark, 'M360 200 H390 Q430 200 430 240 V380 Q430 420 390 420 H360 Z'),
      rect(c.ink, 306, 410, 48, 62, 10),
      rect(c.ink, 404, 150, 52, 84, 12) + rect(c.steel, 414, 106, 32, 50, 10),
      path(c.pale, 'M300 260 L264 326 H296 L284 374 L330 302 H298 Z'),
    ].join(''),
  ),
  clock: standing(190, (c) =>
    [
      line(c.deep, 24, 'M290 590 L262 644 M510 590 L538 644'),
      circle(c.dark, 400, 400, 226),
      circle(c.base, 400, 400, 214),
      circle(c.paper, 400, 400, 176),
      repeat(12, (step) => turned(step * 30, 400, 400, rect(c.ink, 395, 240, 10, step % 3 === 0 ? 38 : 22, 4))),
      line(c.ink, 16, 'M400 400 L330 350') + line(c.ink, 11, 'M400 400 L500 310') + line('#cf4a3a', 5, 'M400 440 V260'),
      circle(c.ink, 400, 400, 16),
      path(c.light, 'M222 330 Q250 230 350 196 L356 212 Q268 244 238 334 Z'),
    ].join(''),
  ),
}
