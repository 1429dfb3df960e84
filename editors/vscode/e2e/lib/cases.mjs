// Files with mistakes that the model that ships mends, and what they should be.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { here } from './options.mjs';

/**
 * @typedef {object} Case
 * @property {string} name The file's.
 * @property {string} text
 * @property {number} line Where the mistake is, from 1.
 * @property {string} mended The whole text without it.
 */

/**
 * One of the files that `cargo xtask demo` repairs.
 *
 * @param {string} name
 * @param {number} line
 * @param {string} wrong
 * @param {string} right
 * @returns {Case}
 */
function demo(name, line, wrong, right) {
    return makeCase(name, readFileSync(path.join(here, '../../../tests/demo', name), 'utf8'), line, wrong, right);
}

/**
 * @param {string} name
 * @param {string} text
 * @param {number} line
 * @param {string} wrong A part of the line.
 * @param {string} right
 * @returns {Case}
 */
function makeCase(name, text, line, wrong, right) {
    const lines = text.split('\n');
    if (!lines[line - 1]?.includes(wrong)) {
        throw new Error(`${name}: line ${line} does not hold ${wrong}`);
    }
    lines[line - 1] = lines[line - 1].replace(wrong, () => right);
    return { name, text, line, mended: lines.join('\n') };
}

/** Off by one; there is one good answer. */
export const loop = demo('SensorLog.java', 31, '<=', '<');

/** An assignment for a comparison; there are several good answers, `===` first. */
export const comparison = demo('query.js', 29, '=', '===');

/** A misspelt keyword behind a letter of two UTF-16 units. */
export const keyword = makeCase(
    'sums.py',
    `# 🚀 size
def measure(count, limit):
    size = count + 3
    if size <= limit:
        size = size * 3
    retrun size
`,
    6,
    'retrun',
    'return',
);

/** Two mistakes that TypeScript reports itself; the model is sure of the first and less so of the second. */
const CART = `interface Item {
    name: string;
    price: number;
    count: number;
}

/** The dearest item, or nothing. */
export function dearest(items: Item[]) {
    let best: Item | undefined;
    for (const item of items) {
        if (best === undefined || item.price > best.price) {
            best = items;
        }
    }
    retrun best;
}

/** What the whole cart costs. */
export function total(items: Item[]) {
    let sum = 0;
    for (let i = 0; i < items.length; i++) {
        sum += items[i].price * items[i].count;
    }
    return sum;
}
`;

export const cart = {
    name: 'cart.ts',
    text: CART,
    /** Parts of the lines that change, as a preview shows them: what goes and what comes stand together between them. */
    listed: ['n best;', 'best = item'],
    /** How many complaints it has: one of them says twice what is wrong with the keyword. */
    errors: 3,
    /** Without what the model is sure of. */
    sure: CART.replace('retrun', 'return'),
    mended: CART.replace('retrun', 'return').replace('= items;', '= item;'),
};
