/** The note that lies beside the sample night. */
export const sampleReadme = `# The sample night

One night of background work on a small code base called ledger-service, from 18:40 on 2026-11-20 to 06:10 on 2026-11-21 (UTC): five tasks, eight attempts, eleven sessions. It comes from three places, each in its own file formats: a folder of evidence packs (\`packs\`), a Claude Code folder (\`runners/claude-code\`) and a Codex folder (\`runners/codex\`). Among the attempts are a false "all tests pass", a weakened test, changes outside the agreed paths, a token in a test fixture, a check that was made before the last edit, a session that stopped and asked for a person, and a change that nobody owns. \`docs/sample-night.md\` says which is where.

What it shows was really done. The code base was put into a git repository, every attempt got a worktree of it, every edit was applied, every command was run, and every exit code, output, diff, commit, tree and JUnit report is what came out. What was written by hand: the code and the edits, the words of people and agents, the hour at which things happen, identifiers, token counts and prices. How long commands took, the temporary folder and Node's own stack frames were taken out of the outputs, so that the files are the same each time. No model was asked; people, companies, addresses and the token are made up.

\`npm run sample\` makes it again. A test makes it too and compares every byte, so nothing here can be changed by hand.
`;
