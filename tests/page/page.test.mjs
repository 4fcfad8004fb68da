import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser, box, boxes, eventually, fills, matched, rows } from './support/browser.mjs';

const main = 'libcoreclr.so!RunMain';
const program = 'Shop.dll!Shop.Program.Main(string[])';
const find = 'Shop.dll!Shop.Search.Find(string)';
const regex = 'System.Text.RegularExpressions.dll!System.Text.RegularExpressions.Regex.IsMatch(string)';
const sort = 'System.Private.CoreLib.dll!System.Array.Sort<T>(T[])';

const shop = [
  { stack: [main, program, find, regex], count: 50 },
  { stack: [main, program, find], count: 10 },
  { stack: [main, program, sort], count: 30 },
  { stack: [main], count: 10 },
];

/** Self, total and name of what the shop's table shows at first. */
const shopRows = [
  ['50.0 %', '50.0 %', 'Regex.IsMatch'],
  ['30.0 %', '30.0 %', 'Array.Sort<T>'],
  ['10.0 %', '100.0 %', 'RunMain'],
  ['10.0 %', '60.0 %', 'Search.Find'],
  ['0.0 %', '90.0 %', 'Program.Main'],
];
const shopBoxes = { all: 100, RunMain: 100, 'Program.Main': 90, 'Search.Find': 60, 'Array.Sort<T>': 30, 'Regex.IsMatch': 50 };

let browser;
before(async () => {
  browser = await Browser.start();
});
after(() => browser.close());

/** A test over an open page, which at its end must not have failed, nor asked for anything. */
function pageTest(name, samples, run, options) {
  test(name, async () => {
    const page = await browser.open(samples, options);
    try {
      await run(page);
      assert.deepEqual(page.errors, []);
      assert.deepEqual(page.requests.filter((url) => !url.startsWith('data:')).length, 1, 'requests besides the page itself');
    } finally {
      await page.close();
    }
  });
}

async function search(page, text) {
  await page.fill('#search', text);
}

pageTest('a box is as wide as its share', shop, async (page) => {
  await eventually(() => boxes(page), shopBoxes);
});

pageTest('the header has the totals', shop, async (page) => {
  const facts = (await page.textContent('#facts')).replaceAll('\u2009', ' ');
  assert.equal(facts, 'CPU1.00 sduration10.0 ssamples100start2023-11-14 22:13:20 UTC');
  assert.notEqual(await page.title(), '');
});

pageTest('a click zooms in, a click on the root zooms out', shop, async (page) => {
  await box(page, 'Search.Find').click();
  await eventually(() => boxes(page), { all: 100, RunMain: 100, 'Program.Main': 100, 'Search.Find': 100, 'Regex.IsMatch': 83 });
  await eventually(() => rows(page), [
    ['83.3 %', '83.3 %', 'Regex.IsMatch'],
    ['16.7 %', '100.0 %', 'Search.Find'],
  ]);
  await box(page, 'all').click();
  await eventually(() => boxes(page), shopBoxes);
  await eventually(() => rows(page), shopRows);
});

pageTest('the details of a box stand beside the pointer', shop, async (page) => {
  await box(page, 'Search.Find').hover();
  await eventually(async () => (await page.innerText('.tip')).replaceAll('\u2009', ' ').split(/\s*[\n\t]\s*/), [
    'Shop.Search.Find(string)', 'application, Shop.dll', 'self', '100 ms', '10.0 %', 'total', '600 ms', '60.0 %',
  ]);
  await page.hover('h1');
  await page.waitForSelector('.tip', { state: 'hidden' });
});

pageTest('a search shows the share of the stacks that match', shop, async (page) => {
  await search(page, 'regex|array\\.sort');
  await eventually(() => matched(page), '80.0 % \u00b7 800 ms');
  const colors = await fills(page);
  assert.equal(colors['Regex.IsMatch'], colors['Array.Sort<T>']);
  assert.notEqual(colors['Regex.IsMatch'], colors['Search.Find']);
});

pageTest('a stack with two matching frames counts once', shop, async (page) => {
  await search(page, 'Shop\\.');
  await eventually(() => matched(page), '90.0 % \u00b7 900 ms');
});

pageTest('the share of a search is that of the boxes shown', shop, async (page) => {
  await search(page, 'Regex');
  await eventually(() => matched(page), '50.0 % \u00b7 500 ms');
  await box(page, 'Search.Find').click();
  await eventually(() => matched(page), '83.3 % \u00b7 500 ms');
});

pageTest('a text that is no regular expression is searched letter by letter', shop, async (page) => {
  await search(page, 'Sort<T>(T[');
  await eventually(() => matched(page), '30.0 % \u00b7 300 ms');
});

pageTest('a search without a match says so', shop, async (page) => {
  await search(page, 'nowhere');
  await eventually(() => matched(page), '0.0 % \u00b7 0');
});

for (const [way, doReset] of [
  ['the button', (page) => page.click('#reset')],
  ['Escape', (page) => page.keyboard.press('Escape')],
]) {
  pageTest(`${way} takes zoom and search back`, shop, async (page) => {
    const before = await fills(page);
    await search(page, 'Regex');
    await eventually(() => matched(page), '50.0 % \u00b7 500 ms');
    await box(page, 'Search.Find').click();
    await eventually(() => matched(page), '83.3 % \u00b7 500 ms');
    await doReset(page);
    await eventually(() => boxes(page), shopBoxes);
    await eventually(() => fills(page), before);
    await eventually(() => rows(page), shopRows);
    assert.equal(await matched(page), '');
    assert.equal(await page.inputValue('#search'), '');
  });
}

pageTest('a slash goes to the search', shop, async (page) => {
  await page.keyboard.press('/');
  await page.keyboard.type('sort/');
  assert.equal(await page.inputValue('#search'), 'sort/');
});

pageTest('the table is sorted by what its heads say', shop, async (page) => {
  await eventually(() => rows(page), shopRows);
  await page.click('[data-order=total]');
  await eventually(async () => (await rows(page)).map((row) => row[2]), [
    'RunMain', 'Program.Main', 'Search.Find', 'Regex.IsMatch', 'Array.Sort<T>',
  ]);
});

pageTest('a click on a method in the table searches for it', shop, async (page) => {
  await page.click('#hottest >> text=Array.Sort<T>');
  await eventually(() => matched(page), '30.0 % \u00b7 300 ms');
});

const recursive = 'Tree.dll!Tree.Node.Visit()';
const recursion = [
  { stack: [recursive, recursive, recursive], count: 3 },
  { stack: [recursive], count: 1 },
];
pageTest('a recursive method has its total counted once', recursion, async (page) => {
  await eventually(() => rows(page), [['100.0 %', '100.0 %', 'Node.Visit']]);
});

const several = [
  { stack: [main, program], count: 60, process: 'Shop', pid: 100 },
  { stack: [main, sort], count: 30, process: 'dotnet build', pid: 101 },
  { stack: [main, sort], count: 10, process: 'dotnet build', pid: 102 },
];
pageTest('a process can be chosen', several, async (page) => {
  assert.deepEqual(await page.$$eval('#process option', (options) => options.map((option) => option.text)), [
    'all 2 processes', 'Shop, 600 ms', 'dotnet build, 400 ms',
  ]);
  await page.selectOption('#process', { index: 2 });
  await eventually(async () => (await rows(page)), [
    ['100.0 %', '100.0 %', 'Array.Sort<T>'],
    ['0.0 %', '100.0 %', 'RunMain'],
  ]);
  await eventually(async () => Object.keys(await boxes(page)).sort(), ['Array.Sort<T>', 'RunMain', 'dotnet build', 'pid 101', 'pid 102']);
  await box(page, 'pid 102').click();
  await page.selectOption('#process', { index: 0 });
  await eventually(async () => (await boxes(page)).Shop, 60);
});

pageTest('one process offers no choice', shop, async (page) => {
  assert.equal(await page.isVisible('#process-choice'), false);
});

const hostile = '</script><script>alert(1)</script><img src=x onerror=alert(2)>';
pageTest('names are text, never markup', [{ stack: [`Evil.dll!${hostile}`], count: 1, process: hostile, pid: 1 }, ...several], async (page) => {
  await search(page, 'alert');
  await page.waitForFunction(() => document.getElementById('matched').textContent !== '');
  await page.selectOption('#process', { index: 3 });
  await box(page, hostile.replaceAll('"', '\\"')).last().hover();
  await page.waitForSelector('.tip', { state: 'visible' });
  assert.ok((await page.innerText('.tip')).includes('<img src=x'));
  assert.equal(await page.locator('img').count(), 0);
});

const deep = [{ stack: Array.from({ length: 5000 }, (_, i) => `Deep.dll!Deep.Level${i}()`), count: 1 }];
pageTest('a very deep stack can be shown, searched and zoomed', deep, async (page) => {
  await search(page, 'Level7\\(');
  await eventually(() => matched(page), '100.0 % \u00b7 10.0 ms');
  await box(page, 'Deep.Level3').click();
  await page.waitForSelector('g.fade');
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => !document.querySelector('g.fade'));
});

pageTest('a profile without samples says so', [], async (page) => {
  assert.equal(await page.innerText('#empty'), 'There are no samples in this profile.');
});

const everyKind = [
  {
    stack: [main, program, sort, '[kernel]!do_syscall_64', '![unknown]'],
    count: 1,
  },
];
for (const colorScheme of ['light', 'dark']) {
  pageTest(`every colour bears its text, ${colorScheme}`, everyKind, async (page) => {
    for (const state of ['at rest', 'searched']) {
      if (state === 'searched') {
        await search(page, 'Sort');
        await page.waitForFunction(() => document.getElementById('matched').textContent !== '');
      }
      await page.waitForFunction(() => [...document.querySelectorAll('g.frame div')].every((label) => label.textContent));
      const ratios = await page.$$eval('g.frame', (frames) => {
        const luminance = (color) => {
          const [r, g, b] = color.match(/[\d.]+/g).map((part) => {
            const c = Number(part) / 255;
            return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
          });
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        return frames.map((frame) => {
          const back = luminance(getComputedStyle(frame.querySelector('rect')).fill);
          const text = luminance(getComputedStyle(frame.querySelector('div')).color);
          return { name: frame.getAttribute('name'), ratio: (Math.max(back, text) + 0.05) / (Math.min(back, text) + 0.05) };
        });
      });
      assert.equal(ratios.length, 6);
      for (const { name, ratio } of ratios) assert.ok(ratio >= 4.5, `${name} ${state}: contrast ${ratio.toFixed(1)}`);
    }
  }, { colorScheme });
}
