// A test's folder as a Git repository.

import { execFileSync } from 'node:child_process';

/** Makes the folder a repository that has all files as they are now. @param {string} folder */
export function commitAll(folder) {
    const git = (/** @type {string[]} */ ...args) =>
        execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.org', ...args], { cwd: folder, stdio: 'pipe' });
    git('init', '--quiet');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'As it was');
}
