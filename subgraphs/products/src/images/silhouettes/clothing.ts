import { circle, ellipse, flat, line, path, rect, repeat, turned, type Silhouette } from '../shapes.ts'

export const clothing: Record<string, Silhouette> = {
  't-shirt': flat((c) =>
    [
      path(
        c.base,
        'M300 190 L180 240 L110 400 L210 446 L250 380 V650 Q250 670 270 670 H530 Q550 670 550 650 V380 L590 446 L690 400 L620 240 L500 190 Q400 260 300 190 Z',
      ),
      path(c.dark, 'M250 380 L262 310 Q240 350 250 650 Z M550 380 L538 310 Q560 350 550 650 Z'),
      path(c.dark, 'M470 640 Q520 560 512 420 L550 400 V650 Q550 670 530 670 H450 Z'),
      line(c.light, 16, 'M306 196 Q400 268 494 196'),
      line(c.dark, 6, 'M122 376 L222 420 M678 376 L578 420'),
    ].join(''),
  ),
  shirt: flat((c) =>
    [
      path(c.dark, 'M280 200 L190 240 L120 610 L200 626 L262 380 Z M520 200 L610 240 L680 610 L600 626 L538 380 Z'),
      path(c.base, 'M310 180 L230 220 V660 Q310 690 400 676 Q490 690 570 660 V220 L490 180 Z'),
      rect(c.light, 384, 230, 32, 446),
      repeat(5, (step) => circle(c.deep, 400, 290 + step * 78, 8)),
      path(c.pale, 'M320 160 L300 200 L350 260 L400 214 L450 260 L500 200 L480 160 Q400 190 320 160 Z'),
      path(c.deep, 'M330 164 Q400 188 470 164 L400 214 Z'),
      rect(c.dark, 450, 320, 84, 92, 8),
      line(c.light, 6, 'M450 340 H534'),
      line(c.deep, 5, 'M128 580 L206 596 M672 580 L594 596'),
    ].join(''),
  ),
  jumper: flat((c) =>
    [
      path(
        c.dark,
        'M270 210 Q200 230 180 310 L120 590 L206 612 L268 400 Z M530 210 Q600 230 620 310 L680 590 L594 612 L532 400 Z',
      ),
      path(c.base, 'M310 190 H490 Q560 210 560 290 V640 H240 V290 Q240 210 310 190 Z'),
      rect(c.dark, 236, 616, 328, 56, 14),
      repeat(14, (step) => rect(c.light, 252 + step * 22, 622, 7, 44, 3)),
      turned(13, 160, 590, rect(c.deep, 116, 560, 92, 46, 12)) +
        turned(-13, 640, 590, rect(c.deep, 592, 560, 92, 46, 12)),
      path(c.light, 'M318 176 Q400 230 482 176 L500 214 Q400 280 300 214 Z'),
      repeat(3, (step) => line(c.dark, 9, `M${320 + step * 80} 320 q20 30 0 60 q-20 30 0 60 q20 30 0 60 q-20 30 0 60`)),
      repeat(3, (step) =>
        line(c.light, 9, `M${320 + step * 80} 320 q-20 30 0 60 q20 30 0 60 q-20 30 0 60 q20 30 0 60`),
      ),
    ].join(''),
  ),
  trousers: flat((c) =>
    [
      path(c.base, 'M270 130 H530 L580 680 H440 L402 330 L360 680 H220 Z'),
      path(c.dark, 'M480 190 L530 190 L580 680 H520 Z M330 260 L402 330 L360 680 H310 Q370 460 330 260 Z'),
      rect(c.dark, 264, 120, 272, 46, 8),
      repeat(4, (step) => rect(c.deep, 286 + step * 70, 114, 14, 58, 4)),
      circle(c.brass, 400, 143, 10),
      line(c.deep, 5, 'M402 168 V290 Q402 316 380 320 M300 168 Q296 220 262 236 M500 168 Q504 220 540 236'),
      line(c.light, 6, 'M216 650 H364 M438 650 H578'),
    ].join(''),
  ),
  shorts: flat((c) =>
    [
      path(c.base, 'M240 210 H560 L630 590 H430 L400 420 L370 590 H170 Z'),
      path(c.dark, 'M520 260 L568 260 L630 590 H560 Z M400 420 L370 590 H310 Q380 480 360 380 Z'),
      rect(c.light, 232, 196, 336, 54, 10),
      line(c.paper, 8, 'M386 240 Q360 300 372 340 M414 240 Q440 296 424 330'),
      line(c.deep, 5, 'M400 252 V400 M272 252 Q266 320 214 340 M528 252 Q534 320 586 340'),
      line(c.light, 7, 'M178 566 H374 M426 566 H622'),
    ].join(''),
  ),
  skirt: flat((c) =>
    [
      path(c.base, 'M300 180 H500 L640 630 Q400 690 160 630 Z'),
      repeat(3, (step) =>
        path(
          c.dark,
          `M${330 + step * 50} 220 L${262 + step * 92} 655 L${300 + step * 92} 658 L${344 + step * 50} 220 Z`,
        ),
      ),
      repeat(3, (step) =>
        path(
          c.light,
          `M${312 + step * 50} 220 L${210 + step * 92} 644 L${226 + step * 92} 648 L${318 + step * 50} 220 Z`,
        ),
      ),
      rect(c.deep, 292, 158, 216, 54, 10),
      circle(c.brass, 482, 185, 10),
    ].join(''),
  ),
  jacket: flat((c) =>
    [
      path(
        c.dark,
        'M270 210 Q200 230 180 310 L116 600 L206 622 L268 400 Z M530 210 Q600 230 620 310 L684 600 L594 622 L532 400 Z',
      ),
      path(c.base, 'M310 186 H490 Q564 204 564 290 V660 H236 V290 Q236 204 310 186 Z'),
      path(c.light, 'M310 160 L290 230 L380 330 L400 240 L420 330 L510 230 L490 160 Q400 196 310 160 Z'),
      path(c.ink, 'M330 168 Q400 194 470 168 L400 244 Z'),
      rect(c.deep, 394, 300, 12, 360),
      repeat(5, (step) => circle(c.brass, 424, 350 + step * 68, 9)),
      rect(c.dark, 262, 350, 92, 96, 8) +
        rect(c.dark, 446, 350, 92, 96, 8) +
        rect(c.light, 258, 344, 100, 26, 6) +
        rect(c.light, 442, 344, 100, 26, 6),
      path(c.dark, 'M262 500 H366 V620 H262 Z M442 500 H538 V620 H442 Z') +
        rect(c.light, 258, 492, 112, 28, 6) +
        rect(c.light, 438, 492, 104, 28, 6),
    ].join(''),
  ),
  raincoat: flat((c) =>
    [
      path(
        c.dark,
        'M280 260 Q210 280 190 350 L130 610 L216 632 L272 430 Z M520 260 Q590 280 610 350 L670 610 L584 632 L528 430 Z',
      ),
      path(c.base, 'M310 240 H490 Q556 260 560 330 L590 690 H210 L240 330 Q244 260 310 240 Z'),
      path(c.dark, 'M400 80 Q520 90 520 230 Q520 290 460 310 H340 Q280 290 280 230 Q280 90 400 80 Z'),
      path(c.deep, 'M400 130 Q470 140 470 226 Q466 270 400 290 Q334 270 330 226 Q330 140 400 130 Z'),
      rect(c.light, 380, 300, 40, 390),
      repeat(5, (step) => circle(c.paper, 400, 340 + step * 76, 11)),
      rect(c.dark, 256, 500, 96, 110, 10) +
        rect(c.dark, 448, 500, 96, 110, 10) +
        rect(c.light, 250, 492, 108, 30, 8) +
        rect(c.light, 442, 492, 108, 30, 8),
      line(c.paper, 7, 'M366 300 V380 M434 300 V370'),
    ].join(''),
  ),
  socks: flat((c) => {
    const sock = [
      path(
        c.base,
        'M230 150 H370 V440 Q370 480 410 506 L520 570 Q570 606 540 656 Q510 690 450 668 L270 586 Q230 560 230 500 Z',
      ),
      path(c.dark, 'M440 524 L520 570 Q570 606 540 656 Q510 690 450 668 L412 650 Q470 600 440 524 Z'),
      path(c.dark, 'M230 470 Q310 470 330 540 Q330 580 300 600 L270 586 Q230 560 230 500 Z'),
      rect(c.light, 222, 140, 156, 72, 14),
      repeat(6, (step) => rect(c.dark, 240 + step * 24, 148, 6, 56, 3)),
      rect(c.pale, 230, 260, 140, 22) + rect(c.pale, 230, 310, 140, 22),
    ].join('')
    return turned(
      -10,
      400,
      400,
      `<g transform="translate(90 -30)">${sock}</g><g transform="translate(-70 40)">${sock}</g>`,
    )
  }),
  pyjamas: flat((c) =>
    [
      path(c.base, 'M270 400 H530 L570 720 H430 L400 520 L370 720 H230 Z'),
      path(c.dark, 'M400 520 L370 720 H320 Q370 600 366 440 Z M500 430 L530 420 L570 720 H520 Z'),
      path(c.dark, 'M290 140 L210 170 L150 340 L226 376 L276 270 Z M510 140 L590 170 L650 340 L574 376 L524 270 Z'),
      path(c.light, 'M310 120 H490 L540 160 V450 H260 V160 Z'),
      repeat(4, (step) => rect(c.pale, 282 + step * 66, 130, 14, 318)),
      path(c.paper, 'M320 110 L296 150 L380 270 L400 220 L420 270 L504 150 L480 110 Q400 150 320 110 Z'),
      path(c.deep, 'M336 118 Q400 144 464 118 L400 226 Z'),
      repeat(3, (step) => circle(c.paper, 400, 296 + step * 54, 10)),
      rect(c.paper, 452, 296, 70, 10, 4),
      line(c.paper, 7, 'M150 340 L226 376 M650 340 L574 376'),
    ].join(''),
  ),
  beanie: flat((c) =>
    [
      circle(c.light, 400, 190, 74),
      repeat(10, (step) => turned(step * 36, 400, 190, line(c.pale, 10, 'M400 190 V120'))),
      path(c.base, 'M190 520 Q180 250 400 250 Q620 250 610 520 Z'),
      repeat(7, (step) => line(c.dark, 12, `M${220 + step * 60} 510 Q${250 + step * 50} 340 ${370 + step * 10} 262`)),
      rect(c.dark, 164, 490, 472, 130, 36),
      repeat(13, (step) => rect(c.light, 190 + step * 34, 504, 12, 102, 6)),
    ].join(''),
  ),
  scarf: flat((c) =>
    [
      path(c.dark, 'M250 250 Q250 160 400 160 Q550 160 550 250 Q550 340 400 340 Q250 340 250 250 Z'),
      ellipse(c.deep, 400, 236, 92, 44),
      path(c.base, 'M250 250 Q270 330 400 330 Q530 330 550 250 Q560 390 400 390 Q240 390 250 250 Z'),
      path(c.dark, 'M440 350 L530 330 L580 590 L480 606 Z'),
      path(c.base, 'M300 350 H430 L420 650 H280 Z'),
      path(
        c.light,
        'M292 480 H426 L425 520 H290 Z M286 560 H423 L422 600 H284 Z M498 470 L556 460 L563 498 L505 508 Z',
      ),
      repeat(7, (step) => line(c.base, 8, `M${290 + step * 20} 650 V694`)),
      repeat(5, (step) => line(c.dark, 8, `M${490 + step * 20} ${606 - step * 4} l8 40`)),
      path(c.light, 'M300 340 Q370 300 440 350 Q420 400 360 400 Q310 390 300 340 Z'),
    ].join(''),
  ),
  belt: flat((c) =>
    [
      line(c.dark, 62, 'M400 400 m-190 0 a190 190 0 1 1 380 0 a190 190 0 0 1 -360 82'),
      line(c.base, 50, 'M400 400 m-190 0 a190 190 0 1 1 380 0 a190 190 0 0 1 -360 82'),
      `<path fill="none" stroke="${c.light}" stroke-width="4" stroke-dasharray="12 9" d="M400 400 m-172 0 a172 172 0 1 1 344 0 a172 172 0 0 1 -326 74"/>`,
      turned(
        -26,
        236,
        492,
        rect(c.brass, 182, 446, 108, 92, 16) + rect(c.base, 202, 462, 68, 60, 4) + rect(c.brass, 182, 486, 80, 12, 6),
      ),
      circle(c.deep, 400, 590, 8) + circle(c.deep, 450, 583, 8) + circle(c.deep, 496, 564, 8),
    ].join(''),
  ),
}
