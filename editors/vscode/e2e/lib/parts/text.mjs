/** A text as it was written: VS Code draws each space as a no-break space. @param {string | null | undefined} text */
export function plain(text) {
    return (text ?? '').replaceAll('\u00a0', ' ');
}
