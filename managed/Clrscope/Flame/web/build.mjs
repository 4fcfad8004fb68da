// Bundles src/ with the libraries that it imports into dist/page.js and dist/page.css, which the program embeds.
import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';

const options = {
  entryPoints: ['src/page.js'],
  outdir: 'dist',
  bundle: true,
  minify: true,
  format: 'iife',
  target: ['es2022'],
  charset: 'ascii',
};

const { metafile } = await build({ ...options, write: false, metafile: true });
await build({ ...options, banner: { js: await credits(Object.keys(metafile.inputs)) } });

/** One comment that names every library in the bundle, with its version, license and home. */
async function credits(inputs) {
  const names = new Set(inputs.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]).filter(Boolean));
  const lines = [...names].sort().map(async (name) => {
    const { version, license, homepage } = JSON.parse(await readFile(`node_modules/${name}/package.json`, 'utf8'));
    return ` * ${name} ${version} (${license}) ${homepage}`;
  });
  return `/*! Contains\n${(await Promise.all(lines)).join('\n')}\n */`;
}
