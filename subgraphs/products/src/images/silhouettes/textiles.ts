import { circle, ellipse, flat, line, path, rect, repeat, standing, turned, type Silhouette } from '../shapes.ts'

export const textiles: Record<string, Silhouette> = {
  duvet: standing(290, (c) =>
    [
      rect(c.woodDark, 120, 590, 24, 60, 6) + rect(c.woodDark, 656, 590, 24, 60, 6),
      rect(c.wood, 110, 300, 580, 300, 24),
      rect(c.woodDark, 110, 540, 580, 66, 12),
      rect(c.paper, 130, 400, 540, 160, 30),
      rect(c.paper, 170, 340, 200, 110, 44) + rect(c.paper, 430, 340, 200, 110, 44),
      rect(c.light, 178, 352, 184, 90, 38) + rect(c.light, 438, 352, 184, 90, 38),
      path(c.base, 'M116 450 Q400 420 684 450 V590 Q684 620 650 620 H150 Q116 620 116 590 Z'),
      path(c.pale, 'M116 450 Q400 420 684 450 V486 Q400 456 116 486 Z'),
      line(c.dark, 6, 'M250 500 Q262 560 246 616 M400 492 V616 M550 500 Q538 560 554 616'),
    ].join(''),
  ),
  pillow: standing(230, (c) =>
    [
      path(
        c.base,
        'M150 400 Q120 370 150 350 Q280 390 400 350 Q520 390 650 350 Q680 370 650 400 Q690 500 660 600 Q680 640 640 640 Q520 612 400 640 Q280 612 160 640 Q120 640 140 600 Q110 500 150 400 Z',
      ),
      path(
        c.dark,
        'M640 390 Q690 500 660 600 Q680 640 640 640 Q520 612 400 640 Q280 612 160 640 Q400 570 560 590 Q620 540 640 390 Z',
      ),
      line(c.deep, 5, 'M186 400 Q230 430 260 470 M612 402 Q570 430 545 470'),
    ].join(''),
  ),
  blanket: standing(230, (c) =>
    [
      rect(c.deep, 190, 560, 420, 84, 36) + rect(c.dark, 190, 470, 420, 92, 40) + rect(c.base, 190, 380, 420, 92, 40),
      path(c.light, 'M190 420 Q190 380 230 380 H470 V600 H230 Q190 600 190 560 Z'),
      repeat(5, (step) => line(c.pale, 10, `M${226 + step * 50} 382 V596`)),
      repeat(10, (step) => line(c.light, 7, `M${212 + step * 27} 602 V638`)),
      line(c.pale, 8, 'M192 450 H468 M192 520 H468'),
    ].join(''),
  ),
  towel: standing(200, (c) =>
    [
      rect(c.deep, 210, 560, 380, 86, 40) +
        rect(c.dark, 210, 470, 380, 92, 44) +
        rect(c.base, 210, 380, 380, 92, 44) +
        rect(c.light, 210, 290, 380, 92, 44),
      repeat(4, (step) => rect(c.pale, 500, 296 + step * 90, 14, 80, 4)),
      repeat(4, (step) => rect(c.paper, 526, 298 + step * 90, 8, 76, 4)),
    ].join(''),
  ),
  'bath-mat': flat((c) =>
    turned(
      -8,
      400,
      400,
      [
        rect(c.dark, 140, 210, 520, 380, 36),
        rect(c.base, 150, 220, 500, 360, 30),
        rect(c.light, 190, 260, 420, 280, 18),
        repeat(6, (row) => repeat(9, (column) => circle(c.base, 228 + column * 43, 292 + row * 43, 13))),
      ].join(''),
    ),
  ),
  bathrobe: flat((c) =>
    [
      path(
        c.dark,
        'M270 190 Q210 210 190 300 L140 560 L220 580 L270 380 Z M530 190 Q590 210 610 300 L660 560 L580 580 L530 380 Z',
      ),
      path(c.base, 'M300 170 H500 Q550 190 556 260 L580 700 H220 L244 260 Q250 190 300 170 Z'),
      path(c.pale, 'M320 160 Q400 190 480 160 L510 190 L420 470 L400 430 L380 470 L290 190 Z'),
      path(c.base, 'M352 176 Q400 196 448 176 L402 380 Z'),
      path(c.deep, 'M344 168 Q400 190 456 168 L400 320 Z'),
      rect(c.light, 232, 436, 336, 44, 12),
      path(c.light, 'M390 470 L360 610 H392 L408 480 L428 610 H460 L430 470 Z'),
      rect(c.dark, 258, 540, 80, 90, 10) + rect(c.dark, 472, 540, 80, 90, 10),
    ].join(''),
  ),
  soap: standing(120, (c) =>
    [
      line(c.ink, 22, 'M400 240 V180 H320 Q296 180 296 204'),
      rect(c.ink, 372, 230, 56, 50, 8),
      path(c.base, 'M290 340 Q290 280 350 280 H450 Q510 280 510 340 V610 Q510 650 470 650 H330 Q290 650 290 610 Z'),
      path(c.dark, 'M460 281 Q510 288 510 340 V610 Q510 650 470 650 H420 Q460 640 460 600 Z'),
      rect(c.paper, 320, 400, 160, 170, 8),
      line(c.leafDark, 8, 'M400 540 V450'),
      path(c.leaf, 'M400 500 Q350 490 346 440 Q396 446 400 500 Z M400 480 Q450 470 456 424 Q404 430 400 480 Z'),
      rect(c.pale, 306, 330, 12, 60, 6),
    ].join(''),
  ),
  cushion: standing(180, (c) =>
    [
      path(
        c.base,
        'M200 290 Q180 250 222 254 Q400 300 578 254 Q620 250 600 290 Q560 450 600 606 Q620 650 578 644 Q400 604 222 644 Q180 650 200 606 Q240 450 200 290 Z',
      ),
      path(
        c.dark,
        'M578 254 Q620 250 600 290 Q560 450 600 606 Q620 650 578 644 Q400 604 222 644 Q430 570 520 560 Q510 400 578 254 Z',
      ),
      repeat(3, (step) => line(c.light, 12, `M${290 + step * 70} 300 Q${282 + step * 70} 450 ${290 + step * 70} 590`)),
      circle(c.deep, 216, 268, 12) +
        circle(c.deep, 584, 268, 12) +
        circle(c.deep, 216, 630, 12) +
        circle(c.deep, 584, 630, 12),
    ].join(''),
  ),
  rug: flat((c) =>
    turned(
      10,
      400,
      400,
      [
        repeat(16, (step) => line(c.pale, 7, `M${226 + step * 23} 130 V670`)),
        rect(c.base, 210, 160, 380, 480, 4),
        rect(c.dark, 232, 182, 336, 436),
        rect(c.light, 250, 200, 300, 400),
        repeat(3, (step) =>
          path(
            c.base,
            `M400 ${210 + step * 130} L500 ${270 + step * 130} L400 ${330 + step * 130} L300 ${270 + step * 130} Z`,
          ),
        ),
        repeat(3, (step) =>
          path(
            c.pale,
            `M400 ${236 + step * 130} L458 ${270 + step * 130} L400 ${304 + step * 130} L342 ${270 + step * 130} Z`,
          ),
        ),
        repeat(3, (step) =>
          path(
            c.deep,
            `M400 ${256 + step * 130} L424 ${270 + step * 130} L400 ${284 + step * 130} L376 ${270 + step * 130} Z`,
          ),
        ),
      ].join(''),
    ),
  ),
  candle: standing(150, (c) =>
    [
      ellipse('#ffe9b0', 400, 230, 110, 120).replace('<ellipse', '<ellipse opacity="0.45"'),
      path('#f2a541', 'M400 160 Q446 222 430 262 Q420 286 400 286 Q380 286 370 262 Q354 222 400 160 Z'),
      path('#fff0c2', 'M400 208 Q420 240 414 262 Q410 276 400 276 Q390 276 386 262 Q380 240 400 208 Z'),
      line(c.ink, 7, 'M400 280 V336'),
      path(c.base, 'M260 340 H540 V610 Q540 650 500 650 H300 Q260 650 260 610 Z'),
      path(c.dark, 'M470 340 H540 V610 Q540 650 500 650 H440 Q470 640 470 610 Z'),
      ellipse(c.pale, 400, 340, 140, 28),
      rect(c.paper, 310, 450, 160, 110, 8) + rect(c.deep, 340, 482, 100, 10, 5) + rect(c.deep, 360, 512, 60, 8, 4),
    ].join(''),
  ),
}
