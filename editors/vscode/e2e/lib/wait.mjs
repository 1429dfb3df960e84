// Waiting for signs instead of for time.

/** How long a sign may take on a slow machine under load, in milliseconds. It is far above what it takes. */
export const LIMIT_MS = 100_000;

/** @param {number} ms */
export function pause(ms) {
    return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Asks `probe` again and again until it gives something that is not false, null or undefined, and returns that.
 *
 * @template T
 * @param {string} what What is waited for, for the error message.
 * @param {() => T | Promise<T>} probe An exception counts as "not yet".
 * @param {{ limitMs?: number, seen?: () => unknown }} [options] `seen` tells what was there instead.
 * @returns {Promise<NonNullable<Exclude<T, false>>>}
 */
export async function until(what, probe, options = {}) {
    const limitMs = options.limitMs ?? LIMIT_MS;
    const end = Date.now() + limitMs;
    /** @type {unknown} */
    let lastError;
    for (;;) {
        try {
            const value = await probe();
            if (value !== false && value !== null && value !== undefined) {
                return /** @type {NonNullable<Exclude<T, false>>} */ (value);
            }
            lastError = undefined;
        } catch (error) {
            lastError = error;
        }
        if (Date.now() > end) {
            const seen = options.seen ? `; seen: ${JSON.stringify(await Promise.resolve(options.seen()).catch(String))}` : '';
            const cause = lastError instanceof Error ? `; last error: ${lastError.message.split('\n')[0]}` : '';
            throw new Error(`${what}: not within ${limitMs / 1000} s${seen}${cause}`);
        }
        await pause(50);
    }
}
