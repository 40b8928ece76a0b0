import { circle, flat, line, path, rect, repeat, standing, turned, type Silhouette } from '../shapes.ts'

export const shoesBags: Record<string, Silhouette> = {
  trainer: standing(280, (c) =>
    [
      path(
        c.base,
        'M130 590 V440 Q130 400 170 410 Q240 440 290 400 Q320 376 350 400 Q430 500 560 510 Q670 520 670 590 Z',
      ),
      path(c.dark, 'M130 590 V440 Q130 400 170 410 Q200 424 230 424 Q250 500 236 590 Z'),
      path(c.light, 'M560 510 Q670 520 670 590 H500 Q510 530 560 510 Z'),
      line(c.paper, 12, 'M330 420 L380 400 M360 452 L412 428 M394 480 L444 454'),
      path(c.pale, 'M260 560 Q380 560 430 508 L460 518 Q400 590 256 588 Z'),
      path(c.paper, 'M116 588 H684 V612 Q684 646 650 646 H150 Q116 646 116 612 Z'),
      rect(c.steel, 116, 622, 568, 26, 12),
    ].join(''),
  ),
  boot: standing(220, (c) =>
    [
      path(c.base, 'M230 190 H440 V420 Q450 480 540 500 Q640 520 640 600 H230 Z'),
      path(c.dark, 'M230 190 H300 Q280 400 300 600 H230 Z M540 500 Q640 520 640 600 H530 Q520 540 540 500 Z'),
      path(c.ink, 'M330 220 H410 L400 380 H344 Z'),
      line(c.light, 7, 'M338 220 H404 M340 260 H402 M342 300 H400 M344 340 H398'),
      line(c.brass, 8, 'M438 430 L470 414 M452 462 L490 440'),
      rect(c.light, 222, 176, 226, 34, 16),
      path(c.ink, 'M218 596 H652 V630 Q652 650 632 650 H410 V632 H330 V650 H236 Q218 650 218 632 Z'),
      line(c.woodDark, 8, 'M224 600 H648'),
    ].join(''),
  ),
  sandal: flat((c) => {
    const sandal = [
      path(
        c.woodDark,
        'M320 120 Q420 100 440 220 Q450 320 424 420 Q450 560 420 640 Q380 710 310 680 Q250 640 270 540 Q290 440 250 330 Q220 160 320 120 Z',
      ),
      path(
        c.wood,
        'M324 136 Q408 120 424 222 Q434 320 408 420 Q434 560 406 630 Q374 690 316 664 Q266 630 286 540 Q306 440 266 330 Q240 172 324 136 Z',
      ),
      path(c.base, 'M246 210 Q340 170 446 240 L450 310 Q350 240 250 290 Z'),
      path(c.dark, 'M250 330 Q350 290 444 350 L438 410 Q350 350 268 396 Z'),
      rect(c.brass, 412, 246, 30, 44, 6) + rect(c.brass, 404, 350, 30, 40, 6),
    ].join('')
    return turned(
      12,
      400,
      400,
      `<g transform="translate(186 10)">${sandal}</g><g transform="translate(614 10) scale(-1 1)">${sandal}</g>`,
    )
  }),
  slipper: standing(260, (c) =>
    [
      path(c.deep, 'M150 560 Q150 500 210 490 L380 470 L420 600 H160 Z'),
      path(c.pale, 'M170 560 Q180 520 230 516 L380 500 L400 590 H176 Z'),
      path(c.base, 'M330 600 Q330 430 420 420 Q560 430 640 520 Q670 560 660 600 Z'),
      path(c.dark, 'M560 470 Q610 490 640 520 Q670 560 660 600 H560 Q600 540 560 470 Z'),
      line(c.pale, 22, 'M342 590 Q346 450 420 432'),
      path(c.woodDark, 'M140 590 H668 V620 Q668 648 640 648 H168 Q140 648 140 620 Z'),
    ].join(''),
  ),
  backpack: standing(170, (c) =>
    [
      line(c.deep, 24, 'M340 180 Q340 110 400 110 Q460 110 460 180'),
      rect(c.dark, 190, 370, 60, 200, 26) + rect(c.dark, 550, 370, 60, 200, 26),
      path(c.base, 'M230 330 Q230 160 400 160 Q570 160 570 330 V590 Q570 650 510 650 H290 Q230 650 230 590 Z'),
      path(c.dark, 'M230 330 Q230 160 400 160 Q570 160 570 330 V400 Q400 440 230 400 Z'),
      rect(c.light, 276, 450, 248, 160, 26),
      rect(c.deep, 276, 490, 248, 10),
      rect(c.woodDark, 306, 350, 28, 110, 8) + rect(c.woodDark, 466, 350, 28, 110, 8),
      rect(c.brass, 300, 420, 40, 24, 6) + rect(c.brass, 460, 420, 40, 24, 6),
      rect(c.paper, 372, 250, 56, 56, 8),
    ].join(''),
  ),
  tote: standing(190, (c) =>
    [
      line(c.deep, 20, 'M300 350 Q290 150 400 150 Q510 150 500 350'),
      path(c.base, 'M200 330 H600 L580 620 Q578 650 548 650 H252 Q222 650 220 620 Z'),
      path(c.dark, 'M530 330 H600 L580 620 Q578 650 548 650 H490 Q530 500 530 330 Z'),
      line(c.dark, 20, 'M300 334 V400 M500 334 V400'),
      circle(c.pale, 400, 500, 70),
      path(c.base, 'M400 452 Q450 490 400 548 Q350 490 400 452 Z'),
      line(c.light, 7, 'M204 356 H596'),
    ].join(''),
  ),
  suitcase: standing(160, (c) =>
    [
      line(c.steelDark, 14, 'M340 210 V100 H460 V210'),
      rect(c.ink, 330, 90, 140, 24, 12),
      rect(c.ink, 270, 620, 50, 30, 10) + rect(c.ink, 480, 620, 50, 30, 10),
      rect(c.base, 240, 200, 320, 430, 40),
      repeat(6, (step) => rect(c.dark, 272 + step * 46, 220, 20, 390, 10)),
      repeat(6, (step) => rect(c.light, 264 + step * 46, 220, 8, 390, 4)),
      rect(c.ink, 240, 400, 320, 12),
      rect(c.steel, 372, 384, 56, 44, 8),
    ].join(''),
  ),
  wallet: standing(210, (c) =>
    [
      rect('#8fb8d6', 240, 300, 240, 160, 14) + rect('#e0a526', 262, 330, 240, 140, 14),
      rect(c.dark, 190, 370, 420, 276, 34),
      rect(c.base, 190, 384, 420, 262, 34),
      `<rect fill="none" stroke="${c.pale}" stroke-width="4" stroke-dasharray="14 10" x="208" y="402" width="384" height="226" rx="22"/>`,
      path(c.dark, 'M610 460 H500 Q450 460 450 510 Q450 560 500 560 H610 Z'),
      circle(c.brass, 506, 510, 20),
    ].join(''),
  ),
  watch: flat((c) =>
    turned(
      -18,
      400,
      400,
      [
        path(c.base, 'M330 80 H470 L480 280 H320 Z M320 520 H480 L468 720 Q400 744 332 720 Z'),
        path(c.dark, 'M430 80 H470 L480 280 H430 Z M430 520 H480 L468 720 Q450 728 430 730 Z'),
        repeat(3, (step) => circle(c.deep, 400, 600 + step * 42, 8)),
        rect(c.steelDark, 550, 380, 34, 40, 8),
        circle(c.steelDark, 400, 400, 164) + circle(c.steel, 400, 400, 152) + circle(c.paper, 400, 400, 130),
        repeat(12, (step) => turned(step * 30, 400, 400, rect(c.ink, 396, 284, 8, step % 3 === 0 ? 30 : 18, 3))),
        line(c.ink, 12, 'M400 400 L350 340') +
          line(c.ink, 8, 'M400 400 L470 330') +
          line('#cf4a3a', 4, 'M400 430 L400 300'),
        circle(c.ink, 400, 400, 12),
      ].join(''),
    ),
  ),
  umbrella: standing(90, (c) =>
    turned(
      8,
      400,
      400,
      [
        rect(c.woodDark, 392, 130, 16, 440),
        line(c.wood, 22, 'M400 540 V600 Q400 650 350 646 Q316 640 316 604'),
        path(
          c.base,
          'M120 400 Q130 150 400 140 Q670 150 680 400 Q640 350 590 396 Q545 350 495 396 Q450 350 400 396 Q350 350 305 396 Q255 350 210 396 Q160 350 120 400 Z',
        ),
        path(c.light, 'M400 140 Q250 200 210 396 Q160 350 120 400 Q130 150 400 140 Z'),
        path(c.dark, 'M400 140 Q550 200 590 396 Q545 350 495 396 Q470 200 400 140 Z'),
        path(c.light, 'M400 140 Q330 220 305 396 Q350 350 400 396 Z'),
        rect(c.ink, 394, 110, 12, 36, 6),
      ].join(''),
    ),
  ),
}
